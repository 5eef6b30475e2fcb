// Private keys at rest: encrypted JWKs (RFC 7517 section 7), compact JWE (RFC 7516) with A256GCM.
import { createSecretKey, hkdfSync, type JsonWebKey } from 'node:crypto'
import { CompactEncrypt, compactDecrypt, errors } from 'jose'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'

/** How a JWK is kept: itself, or encrypted and then a text. */
export type KeptKey = JsonWebKey | string

/** Makes JWKs fit to be kept, and usable again. */
export interface KeyWrapping {
  wrap(jwk: JsonWebKey): Promise<KeptKey>
  /** A DeclarationError when the secret is not the one the key was wrapped with. */
  unwrap(kept: KeptKey): Promise<JsonWebKey>
  /** Whether the key is kept less safely than it could be. */
  needsWrapping(kept: KeptKey): boolean
}

/** Encrypts with a key derived from the secret (HKDF, RFC 5869); without a secret keys are kept as they are. */
export function createKeyWrapping(secret: string | undefined): KeyWrapping {
  const key = secret === undefined ? undefined : deriveKey(secret)
  return {
    wrap: async (jwk) => (key === undefined ? jwk : encrypt(jwk, key)),
    unwrap: async (kept) => (typeof kept === 'string' ? decrypt(kept, key) : kept),
    needsWrapping: (kept) => key !== undefined && typeof kept !== 'string',
  }
}

function deriveKey(secret: string) {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', 'ninety: keys that sign', 32)))
}

function encrypt(jwk: JsonWebKey, key: ReturnType<typeof deriveKey>): Promise<string> {
  return new CompactEncrypt(Buffer.from(JSON.stringify(jwk)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: 'jwk+json' })
    .encrypt(key)
}

async function decrypt(kept: string, key: ReturnType<typeof deriveKey> | undefined): Promise<JsonWebKey> {
  if (key === undefined) throw wrongSecret('is missing')
  try {
    const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }
    const { plaintext } = await compactDecrypt(kept, key, options)
    return JSON.parse(Buffer.from(plaintext).toString()) as JsonWebKey
  } catch (error) {
    throw error instanceof errors.JOSEError ? wrongSecret('is another one than before') : error
  }
}

function wrongSecret(what: string): DeclarationError {
  return new DeclarationError([
    {
      path: 'identity.secret',
      message: `${what}: the signing keys in the store were encrypted with a secret`,
      remedy: 'give the secret of before, or delete the rows of signingKeys: everybody then signs in again',
    },
  ])
}
