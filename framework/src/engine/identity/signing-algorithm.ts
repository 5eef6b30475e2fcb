// Keys that sign (RFC 7517, 7518, 8037), as JSON Web Keys.
import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'

/** `EdDSA` (Ed25519) and `ES256` sign with a private key; `HS256` needs the same secret wherever tokens are checked. */
export type SigningAlgorithm = 'EdDSA' | 'ES256' | 'HS256'

/** A key of one algorithm, ready for use. */
export interface SigningKey {
  /** Its name in the `kid` of token headers. */
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  readonly signWith: KeyObject
  readonly verifyWith: KeyObject
}

/** Makes the private JWK of a new key. */
export function createJwk(algorithm: SigningAlgorithm): JsonWebKey {
  switch (algorithm) {
    case 'EdDSA':
      return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
    case 'HS256':
      return { kty: 'oct', k: randomBytes(32).toString('base64url') }
  }
}

/** The key a private JWK stands for. */
export function toSigningKey(kid: string, algorithm: SigningAlgorithm, jwk: JsonWebKey): SigningKey {
  if (algorithm === 'HS256') {
    const secret = createSecretKey(jwk.k ?? '', 'base64url')
    return Object.freeze({ kid, algorithm, signWith: secret, verifyWith: secret })
  }
  const signWith = createPrivateKey({ key: jwk, format: 'jwk' })
  return Object.freeze({ kid, algorithm, signWith, verifyWith: createPublicKey(signWith) })
}
