// A server whose key is known, and tokens as it would sign them but for what is changed.
import {
  createHmac,
  createPrivateKey,
  createSecretKey,
  sign as signBytes,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
import { openReferenceServer } from './reference-server.ts'

export type Members = Readonly<Record<string, unknown>>
export type Sign = (text: string) => Buffer

export const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part: string): Members => JSON.parse(Buffer.from(part, 'base64url').toString())
export const encodeText = (text: string) => Buffer.from(text).toString('base64url')

export function toSign(algorithm: string, key: KeyObject): Sign {
  if (algorithm === 'HS256') return (text) => createHmac('sha256', key).update(text).digest()
  const digest = algorithm === 'ES256' ? 'sha256' : null
  return (text) => signBytes(digest, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
}

/** A server, a token of ada's taken apart, and what the server signs with. */
export async function openTarget(algorithm: 'EdDSA' | 'ES256' | 'HS256') {
  const server = await openReferenceServer({ TOKEN_ALGORITHM: algorithm })
  const token = server.authorizationOf('ada').replace('Bearer ', '')
  const [header, claims, signature] = token.split('.') as [string, string, string]
  const { store, models } = server.api.context
  const { rows } = await store.list(models.get('signingKeys')!, {
    where: { kind: 'constant', value: true },
    sort: [{ property: 'id', descending: false }],
    start: { kind: 'first' },
    limit: 1,
    selection: { properties: [{ name: 'key' }], expansions: [], form: 'code' },
  })
  const jwk: JsonWebKey & { k?: string } = JSON.parse(rows[0]!.json).key
  const key =
    algorithm === 'HS256'
      ? createSecretKey(jwk.k!, 'base64url')
      : createPrivateKey({ key: jwk, format: 'jwk' })
  const sign = toSign(algorithm, key)
  const parts = { header: decode(header), claims: decode(claims) }

  /** A token as the server would sign it, but for what is given. Members that are undefined are left out. */
  const forge = (more: { header?: Members; claims?: Members; sign?: Sign } = {}) => {
    const text = `${encode({ ...parts.header, ...more.header })}.${encode({ ...parts.claims, ...more.claims })}`
    return `${text}.${(more.sign ?? sign)(text).toString('base64url')}`
  }
  return { server, token, key, jwk, sign, forge, encoded: { header, claims, signature }, ...parts }
}

export type Target = Awaited<ReturnType<typeof openTarget>>
