// Secrets that are made here, and what is kept of them.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** How long a secret is, in bytes. */
export const secretBytes = 32

/** 256 bits that nobody can guess, in base64url. */
export const createSecret = (): string => randomBytes(secretBytes).toString('base64url')

/** What is kept of a secret: nobody can try 2^256 of them, so that a slow hash would protect it no better. */
export const digestOf = (secret: string): string => hash('sha256', secret, 'base64url')

/** Whether a digest is that of a secret, told in a time that does not depend on where they differ. */
export function hasDigest(secret: string, digest: string | null): boolean {
  const [kept, own] = [Buffer.from(digest ?? ''), Buffer.from(digestOf(secret))]
  return kept.length === own.length && timingSafeEqual(kept, own)
}
