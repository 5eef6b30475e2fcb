import { always } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { ListQuery, Selection } from '../../declaration/resource/query.ts'
import { resource } from '../../declaration/resource/resource.ts'
import { field } from '../../declaration/schema/field.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { createUuidV7 } from '../../kernel/values/uuid-v7.ts'
import type { Found, Session, Store } from '../store/store.ts'
import type { KeptKey, KeyWrapping } from './key-wrapping.ts'
import { createJwk, toSigningKey, type SigningAlgorithm, type SigningKey } from './signing-algorithm.ts'

/** The keys that sign access tokens; a key's id is its `kid`. */
export const signingKeys = resource('signingKeys', {
  description: 'Keys that sign access tokens.',
  fields: {
    algorithm: field.choice('EdDSA', 'ES256', 'HS256'),
    key: field.json<KeptKey>().describe('The private JWK, or a JWE of it.'),
  },
})

/** The keys of an API: the newest signs, all verify. */
export interface KeyRing {
  readonly newest: SigningKey
  /** Looks in the store for a key made since by another process, at most every ten seconds. */
  find(kid: string): Promise<SigningKey | undefined>
}

/** What a key ring needs to know. */
export interface KeyRingOptions {
  readonly store: Store
  readonly model: Model
  readonly clock: Clock
  readonly algorithm: SigningAlgorithm
  readonly wrapping: KeyWrapping
}

interface KeyRow {
  readonly id: string
  readonly algorithm: SigningAlgorithm
  readonly key: KeptKey
}

const reloadEvery = 10_000

const selection: Selection = {
  properties: [{ name: 'id' }, { name: 'algorithm' }, { name: 'key' }],
  expansions: [],
  form: 'code',
}

const newestFirst: ListQuery = {
  where: always,
  sort: [
    { property: 'createdAt', descending: true },
    { property: 'id', descending: true },
  ],
  start: { kind: 'first' },
  limit: 100,
  selection,
}

/** Reads the keys of a store, and makes the first one of the algorithm where there is none. */
export async function createKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { store, clock, algorithm, wrapping } = options
  // One transaction looks and makes, so that of two processes starting together the second finds the first one's key.
  const kept = await store.transaction((session) => keepKeys(session, options))
  let keys = await toKeys(kept, wrapping)
  let loadedAt = clock.now()

  const reload = async () => {
    loadedAt = clock.now()
    keys = await toKeys(await list(store, options.model), wrapping)
  }
  return {
    get newest() {
      return [...keys.values()].find((key) => key.algorithm === algorithm)!
    },
    async find(kid) {
      if (!keys.has(kid) && clock.now() - loadedAt >= reloadEvery) await reload()
      return keys.get(kid)
    },
  }
}

async function keepKeys(session: Session, options: KeyRingOptions): Promise<readonly KeyRow[]> {
  const { model, algorithm } = options
  const { rows } = await session.list(model, newestFirst)
  for (const row of rows) await protect(session, row, options)
  if (!rows.map(toRow).some((row) => row.algorithm === algorithm)) await insertKey(session, options)
  return list(session, model)
}

/** Encrypts a key that was kept before there was a secret. */
async function protect(
  session: Session,
  found: Found,
  { model, clock, wrapping }: KeyRingOptions,
): Promise<void> {
  const { id, key } = toRow(found)
  if (typeof key === 'string' || !wrapping.needsWrapping(key)) return
  const values = { key: await wrapping.wrap(key) }
  await session.update(model, { id, version: found.version, values, at: toTimestamp(clock.now()) }, selection)
}

async function insertKey(session: Session, options: KeyRingOptions): Promise<void> {
  const { model, algorithm, clock, wrapping } = options
  const now = clock.now()
  const values = { algorithm, key: await wrapping.wrap(createJwk(algorithm)) }
  await session.insert(model, { id: createUuidV7(now), values, at: toTimestamp(now) }, selection)
}

async function list(session: Session, model: Model): Promise<readonly KeyRow[]> {
  return (await session.list(model, newestFirst)).rows.map(toRow)
}

const toRow = (found: Found): KeyRow => JSON.parse(found.json) as KeyRow

async function toKeys(rows: readonly KeyRow[], wrapping: KeyWrapping): Promise<Map<string, SigningKey>> {
  const keys = await Promise.all(
    rows.map(async ({ id, algorithm, key }) => toSigningKey(id, algorithm, await wrapping.unwrap(key))),
  )
  return new Map(keys.map((key) => [key.kid, key]))
}
