import { hash } from 'node:crypto'
import type { Principal } from '../../declaration/policy/principal.ts'
import type { RateLimitBy } from '../../declaration/resource/rate-limit.ts'
import { firstPartyClient } from '../identity/login.ts'
import { toNetwork } from '../identity/network.ts'

/** Names whose requests are counted together; at most 70 characters, whatever the caller is called. */
export function toPartition(by: RateLimitBy, address: string, principal: Principal): string {
  if (by === 'address') return toKey('address', toNetwork(address))
  const { kind, id, client } = principal
  // The API's own sign-in is no client: whoever comes through it is a user among many.
  const isClient = client !== null && client !== firstPartyClient
  if (isClient && (by === 'client' || kind === 'service')) return toKey('client', client)
  if (id !== null) return toKey('user', id)
  return toKey('address', toNetwork(address))
}

function toKey(kind: 'address' | 'client' | 'user', name: string): string {
  return name.length <= 60 ? `${kind}:${name}` : `${kind}#${hash('sha256', name, 'base64url')}`
}
