// Proofs that a client has the key its token is bound to (DPoP, RFC 9449 section 4).
import { hash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWTPayload } from 'jose'

/** How proofs may be signed. */
export const proofAlgorithms = ['ES256', 'Ed25519', 'EdDSA'] as const
/** How old a proof may be, and how far ahead the clock of who made it, in milliseconds: as long as where tokens are given. */
const proofLifetime = 300_000
/** Longer texts are refused unread. */
const longest = 8192
const proofForm = /^[\w-]+\.[\w-]+\.[\w-]+$/
const requiredClaims = ['jti', 'htm', 'htu', 'iat']

/** What a proof must be for. */
export interface ProvenRequest {
  readonly method: string
  /** As the client wrote it; query and fragment do not count. */
  readonly address: string
  /** The access token that comes with it; undefined where one is asked for. */
  readonly token: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A good proof. */
export interface Proof {
  /** SHA-256 of the key (RFC 7638). */
  readonly thumbprint: string
  /** Its name (`jti`), which the holder of the key gave it. */
  readonly id: string
  /** Until when it might be shown again, in milliseconds since 1970. */
  readonly expiresAt: number
}

/** What is wrong with a proof. */
export class ProofFault extends Error {}

/** Checks all of a proof but that it is shown once; a ProofFault where it is none for the request. */
export async function verifyProof(proof: string, request: ProvenRequest): Promise<Proof> {
  const { payload, thumbprint } = await verifySignature(proof, request.now)
  const { jti: id, iat, htm, htu, ath } = payload
  const check = (holds: boolean, fault: string) => {
    if (!holds) throw new ProofFault(fault)
  }
  check(typeof id === 'string' && id !== '', 'has no name (jti)')
  check(htm === request.method, 'is for another method (htm)')
  const address = toComparable(request.address)
  check(address !== undefined && toComparable(htu) === address, 'is for another address (htu)')
  const isOfToken = request.token === undefined || ath === hash('sha256', request.token, 'base64url')
  check(isOfToken, 'is for another access token (ath)')
  const issuedAt = Number(iat) * 1000
  check(Math.abs(request.now - issuedAt) <= proofLifetime, 'was not made just now (iat)')
  return { thumbprint, id: id!, expiresAt: issuedAt + proofLifetime }
}

async function verifySignature(
  proof: string,
  now: number,
): Promise<{ readonly payload: JWTPayload; readonly thumbprint: string }> {
  if (proof === '') throw new ProofFault('is missing: send one in the header DPoP')
  // A header that stands twice comes joined by a comma.
  if (proof.length > longest || !proofForm.test(proof)) throw new ProofFault('is not one JWT')
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: [...proofAlgorithms],
      typ: 'dpop+jwt',
      requiredClaims,
      currentDate: new Date(now),
    })
    return { payload, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk!) }
  } catch (cause) {
    // Keys that are none make other errors than those of jose.
    throw new ProofFault('is not signed as it should be', { cause })
  }
}

/** An address without query and fragment, normalized (RFC 3986 section 6.2.2 and 6.2.3); undefined where it is none. */
function toComparable(address: unknown): string | undefined {
  const url = typeof address === 'string' ? URL.parse(address) : null
  if (url === null) return undefined
  url.search = ''
  url.hash = ''
  return url.href.replaceAll(/%[\da-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return /[\w.~-]/.test(character) ? character : escape.toUpperCase()
  })
}
