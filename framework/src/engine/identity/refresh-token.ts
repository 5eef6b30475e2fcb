import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

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
const secretBytes = 32

/** 256 bits that nobody can guess, in base64url. */
export const createSecret = (): string => randomBytes(secretBytes).toString('base64url')

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

/** What is kept of a secret. It has 256 random bits, so that a slow hash would protect it no better. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** Whether a digest is that of a secret, in the same time whatever they are. */
export function hasDigest(secret: string, digest: string | null): boolean {
  const kept = Buffer.from(digest ?? '', 'base64url')
  const own = Buffer.from(digestOf(secret), 'base64url')
  return kept.length === own.length && timingSafeEqual(kept, own)
}
