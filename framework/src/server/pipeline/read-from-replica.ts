import type { Principal } from '../../declaration/policy/principal.ts'
import { toNetwork } from '../../engine/identity/network.ts'
import type { Verb } from '../../declaration/resource/verb.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Exchange } from './exchange.ts'

/** What may be a little old. The bytes of a file are not: those of an old row may be gone. */
export const mayBeOld: ReadonlySet<Verb> = new Set(['list', 'read', 'readLink'])

/** Reads from a replica of the database from here on, where nobody can tell but by what others have written just now. */
export function readFromReplica(exchange: Exchange): Awaitable<void> {
  const { route, principal, request } = exchange
  const reading = route.api.store.replicas!.reading(toReaders(principal, request.address))
  return andThen(reading, (reads) => {
    exchange.replica = reads
  })
}

/**
 * What somebody is known by who reads what they have written: user or client, and the address, from which they may have
 * written before they signed in.
 */
export function toReaders({ id, client }: Principal, address: string): readonly [string, ...string[]] {
  const network = `address ${toNetwork(address)}`
  if (id !== null) return [`user ${id}`, network]
  return client === null ? [network] : [`client ${client}`, network]
}
