import { secretBytes } from './secret-digest.ts'

/**
 * What a refresh token says: its session, and two secrets. One is the session's for good: who has it and not the other
 * has a token of the session that was exchanged since, and guesses nothing.
 */
export interface RefreshToken {
  /** A UUID. */
  readonly session: string
  /** The same in all tokens of the session, 256 bits in base64url. */
  readonly family: string
  /** Of this token alone, 256 bits in base64url. */
  readonly secret: string
}

const uuidBytes = 16

/** The token as clients get it: base64url, of a length that never changes. */
export function writeRefreshToken({ session, family, secret }: RefreshToken): string {
  const id = Buffer.from(session.replaceAll('-', ''), 'hex')
  const parts = [id, Buffer.from(family, 'base64url'), Buffer.from(secret, 'base64url')]
  return Buffer.concat(parts).toString('base64url')
}

/** Undefined for any text that is no refresh token. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const bytes = Buffer.from(text, 'base64url')
  const length = uuidBytes + 2 * secretBytes
  if (bytes.length !== length || bytes.toString('base64url') !== text) return undefined
  const session = bytes
    .toString('hex', 0, uuidBytes)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const family = bytes.toString('base64url', uuidBytes, uuidBytes + secretBytes)
  return { session, family, secret: bytes.toString('base64url', uuidBytes + secretBytes) }
}
