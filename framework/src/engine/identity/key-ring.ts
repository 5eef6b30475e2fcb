import { always } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { selectNames, type ListQuery } from '../../declaration/resource/query.ts'
import { resource } from '../../declaration/resource/resource.ts'
import { field } from '../../declaration/schema/field.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { createReloader } from '../../kernel/values/reloader.ts'
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

/** The keys of an API: one signs, and those before it verify until the last token they have signed has expired. */
export interface KeyRing {
  /** The key that signs. */
  newest(): Awaitable<SigningKey>
  /** Every key whose tokens can be good, the one that signs first. */
  list(): Awaitable<readonly SigningKey[]>
  /** The key of that name, as long as a token it has signed can be good. */
  find(kid: string): Awaitable<SigningKey | undefined>
  /**
   * Makes a key that signs from now on, on every instance within seconds, and deletes those whose tokens have expired.
   * Gives back its name.
   */
  rotate(): Promise<string>
}

/** What a key ring needs to know. */
export interface KeyRingOptions {
  readonly store: Store
  readonly model: Model
  readonly clock: Clock
  readonly algorithm: SigningAlgorithm
  readonly wrapping: KeyWrapping
  /** Seconds that a token is good for. */
  readonly lifetime: number
}

/** A key and its time, in milliseconds since 1970. */
interface TimedKey extends SigningKey {
  readonly createdAt: number
  /** When the last token that it has signed has expired. */
  readonly retiredAt: number
}

interface KeyRow {
  readonly id: string
  readonly createdAt: string
  readonly algorithm: SigningAlgorithm
  readonly key: KeptKey
}

/** How often, in milliseconds, an instance looks for keys that another one has made. */
const reloadEvery = 1000
/** A new key signs only once every instance has had the time to find it. */
const settling = 2 * reloadEvery
/** How long after its last token a key is kept for clocks that differ. */
const margin = 60_000

const selection = selectNames(['id', 'algorithm', 'key', 'createdAt'])

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
  const { store, clock, algorithm, model } = options
  // One transaction looks and makes, so that of two processes starting together the second finds the first one's key.
  let keys = await toKeys(await store.transaction((session) => keepKeys(session, options)), options)

  const load = async () => {
    keys = await toKeys(await list(store, model), options, keys)
  }
  const { refresh } = createReloader(clock, reloadEvery, clock.now(), load)
  const findNewest = (): SigningKey => {
    const own = [...keys.values()].filter((key) => key.algorithm === algorithm)
    return own.find(({ createdAt }) => createdAt + settling <= clock.now()) ?? own.at(-1)!
  }
  return {
    newest: () => andThen(refresh(), findNewest),
    list: () =>
      andThen(refresh(), () => {
        const newest = findNewest()
        const others = [...keys.values()].filter(
          (key) => key.kid !== newest.kid && key.retiredAt > clock.now(),
        )
        return [newest, ...others]
      }),
    find: (kid) =>
      andThen(refresh(), () => {
        const key = keys.get(kid)
        return key !== undefined && key.retiredAt > clock.now() ? key : undefined
      }),
    async rotate() {
      const kid = await store.transaction(async (session) => {
        const made = await insertKey(session, options)
        await deleteRetired(session, options)
        return made
      })
      await load()
      return kid
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

async function insertKey(session: Session, options: KeyRingOptions): Promise<string> {
  const { model, algorithm, clock, wrapping } = options
  const now = clock.now()
  const values = { algorithm, key: await wrapping.wrap(createJwk(algorithm)) }
  const id = createUuidV7(now)
  await session.insert(model, { id, values, at: toTimestamp(now) }, selection)
  return id
}

async function deleteRetired(session: Session, options: KeyRingOptions): Promise<void> {
  const { model, clock } = options
  const { rows } = await session.list(model, newestFirst)
  const retirements = toRetirements(rows.map(toRow), options)
  for (const { id, version } of rows)
    if (retirements.get(String(id))! <= clock.now()) await session.delete(model, id, version)
}

async function list(session: Session, model: Model): Promise<readonly KeyRow[]> {
  return (await session.list(model, newestFirst)).rows.map(toRow)
}

const toRow = (found: Found): KeyRow => JSON.parse(found.json) as KeyRow

/** When each key is of no use any more: a while after there was a newer one. */
function toRetirements(
  rows: readonly KeyRow[],
  { algorithm, lifetime }: KeyRingOptions,
): ReadonlyMap<string, number> {
  const newest = rows.find((row) => row.algorithm === algorithm)
  return new Map(
    rows.map((row, index) => {
      const next = row === newest ? undefined : rows[index - 1]
      const overlap = settling + lifetime * 1000 + margin
      return [row.id, next === undefined ? Infinity : Date.parse(next.createdAt) + overlap]
    }),
  )
}

/** The keys of the rows, in their order; those that are known are not decrypted again. */
async function toKeys(
  rows: readonly KeyRow[],
  options: KeyRingOptions,
  known: ReadonlyMap<string, SigningKey> = new Map(),
): Promise<ReadonlyMap<string, TimedKey>> {
  const retirements = toRetirements(rows, options)
  const toKey = async ({ id, algorithm, key }: KeyRow): Promise<SigningKey> =>
    known.get(id) ?? toSigningKey(id, algorithm, await options.wrapping.unwrap(key))
  const keys = rows.map(async (row): Promise<[string, TimedKey]> => {
    const key = await toKey(row)
    return [row.id, { ...key, createdAt: Date.parse(row.createdAt), retiredAt: retirements.get(row.id)! }]
  })
  return new Map(await Promise.all(keys))
}
