// Opaque page cursors: base64url (RFC 4648 section 5) of a truncated HMAC-SHA-256 (RFC 2104) and the position.
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Position } from '../../declaration/resource/query.ts'

/** Writes and reads the cursors of lists. */
export interface CursorCodec {
  /** The cursor of a place between two rows, good only for what it is bound to. */
  encode(position: Position, binding: string): string
  /** The place, or undefined when the text is no cursor made here for this binding. */
  decode(text: string, binding: string): Position | undefined
}

const macLength = 16
const form = /^[A-Za-z0-9_-]{24,}$/

/**
 * Makes a codec; instances with the same secret read each other's cursors.
 * @param secret any length; 32 random bytes are enough
 */
export function createCursorCodec(secret: Uint8Array): CursorCodec {
  // The secret may serve other ends too: cursors get a key of their own.
  const key = createSecretKey(createHmac('sha256', secret).update('ninety page cursor').digest())
  const sign = (payload: string | Uint8Array, binding: string) =>
    createHmac('sha256', key).update(`${binding.length}:${binding}`).update(payload).digest()
  return {
    encode(position, binding) {
      const payload = JSON.stringify(position)
      const bytes = Buffer.allocUnsafe(macLength + Buffer.byteLength(payload))
      sign(payload, binding).copy(bytes, 0, 0, macLength)
      bytes.write(payload, macLength)
      return bytes.toString('base64url')
    },
    decode(text, binding) {
      if (!form.test(text)) return undefined
      const bytes = Buffer.from(text, 'base64url')
      // The last character may have bits to spare, which nothing signs (RFC 4648 section 3.5).
      if (bytes.toString('base64url') !== text) return undefined
      const payload = bytes.subarray(macLength)
      const expected = sign(payload, binding).subarray(0, macLength)
      const isOurs = timingSafeEqual(bytes.subarray(0, macLength), expected)
      return isOurs ? (JSON.parse(payload.toString('utf8')) as Position) : undefined
    },
  }
}
