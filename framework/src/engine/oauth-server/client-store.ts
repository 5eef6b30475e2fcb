import { always, compare, type Condition } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { selectNames, type PageStart } from '../../declaration/resource/query.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import type { AuthSessions } from '../identity/auth-sessions.ts'
import { CollectionRows } from '../identity/collection-rows.ts'
import { createSecret, digestOf } from '../identity/secret-digest.ts'
import type { Found, Page, Session, Store } from '../store/store.ts'
import type { ClientChange } from './client-values.ts'
import type { KeptOAuthClient, OAuthClient } from './oauth-client.ts'
import { toClient } from './shown-client.ts'

/** What a client is made of. */
export interface NewOAuthClient extends Omit<OAuthClient, 'id' | 'createdAt'> {
  /** Its `client_id`. Default: one that is made here. */
  readonly id?: string
  /** Default: one that is made here, for clients that can keep it. */
  readonly secret?: string
}

/** A client and its secret, which is never shown again. */
export interface CreatedOAuthClient {
  readonly client: OAuthClient
  /** Undefined where it is public. */
  readonly secret: string | undefined
}

/** What keeping clients needs. */
export interface ClientStoreOptions {
  readonly store: Store
  readonly model: Model
  readonly sessions: AuthSessions
  readonly clock: Clock
}

const shown = [
  'id',
  'name',
  'ownerId',
  'redirectUris',
  'scopes',
  'public',
  'firstParty',
  'service',
  'createdAt',
] as const
const shownSelection = selectNames(shown)
const keptSelection = selectNames([...shown, 'secret'])
const namesSelection = selectNames(['id', 'name'])
const scopesSelection = selectNames(['scopes'])
const isService = compare('service', 'eq', true)

/** The clients of an authorization server, in the store of its API. */
export class ClientStore {
  readonly #options: ClientStoreOptions
  readonly #rows: CollectionRows<OAuthClient>

  constructor(options: ClientStoreOptions) {
    this.#options = options
    this.#rows = new CollectionRows(options, shown)
  }

  /** Makes a client, and a secret where it can keep one: UNIQUE_VIOLATION (409) where its id is taken. */
  async create({ id, secret: given, ...values }: NewOAuthClient): Promise<CreatedOAuthClient> {
    const secret = values.public ? undefined : (given ?? createSecret())
    const digest = secret === undefined ? null : digestOf(secret)
    return { client: await this.#rows.insert({ ...values, secret: digest }, id), secret }
  }

  /** A page of those of a user, or of all where it is null; the newest first, after those whose id was given. */
  async list(owner: string | number | null, start: PageStart, limit: number): Promise<Page> {
    return this.#rows.list(start, limit, whereOf(owner))
  }

  /** The client, if it is the user's; of whoever it is where that is null. */
  async find(id: string, owner: string | number | null = null): Promise<OAuthClient | undefined> {
    return this.#rows.find(id, whereOf(owner))
  }

  /** The client with the digest of its secret. */
  async findKept(id: string): Promise<KeptOAuthClient | undefined> {
    const { store, model } = this.#options
    const found = await store.find(model, { id, where: always, selection: keptSelection })
    return found && (JSON.parse(found.json) as KeptOAuthClient)
  }

  /** What those of these clients are called that there are. */
  async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map()
    const { store, model } = this.#options
    const { rows } = await store.list(model, {
      where: compare('id', 'in', ids),
      sort: [{ property: 'id', descending: false }],
      start: { kind: 'first' },
      limit: ids.length,
      selection: namesSelection,
    })
    return new Map(rows.map(toClient).map(({ id, name }) => [id, name]))
  }

  /**
   * The client that acts as itself, at once where the store can.
   * @returns the JSON of `{ scopes }`
   */
  findService(id: string): Awaitable<Found | undefined> {
    const { store, model } = this.#options
    return store.find(model, { id, where: isService, selection: scopesSelection })
  }

  /**
   * Changes a client of the user, or of whoever it is where that is null; undefined: there is none. With a scope that it
   * has no longer go the sessions of users with it: what they refresh would keep it.
   * @param check looks at what it was and will be first; what it throws leaves it as it is
   */
  async change(
    id: string,
    owner: string | number | null,
    values: ClientChange,
    check: (client: OAuthClient) => void = () => {},
  ): Promise<OAuthClient | undefined> {
    const { scopes = [] } = values
    return this.#write(id, owner, async (before, write, session) => {
      check(before)
      const after = await write(values)
      const isNarrower = values.scopes !== undefined && before.scopes.some((scope) => !scopes.includes(scope))
      if (isNarrower) await this.#options.sessions.endAllOf(id, session)
      return after
    })
  }

  /** Gives a client another secret; the one before is good no more. Undefined: there is no such client. */
  async replaceSecret(
    id: string,
    owner: string | number | null,
    check: (client: OAuthClient) => void,
  ): Promise<CreatedOAuthClient | undefined> {
    return this.#write(id, owner, async (before, write) => {
      check(before)
      const secret = createSecret()
      return { client: await write({ secret: digestOf(secret) }), secret }
    })
  }

  async #write<Result>(
    id: string,
    owner: string | number | null,
    work: (
      before: OAuthClient,
      write: (values: Readonly<Record<string, unknown>>) => Promise<OAuthClient>,
      session: Session,
    ) => Promise<Result>,
  ): Promise<Result | undefined> {
    const { store, model, clock } = this.#options
    return store.transaction(async (session) => {
      const found = await session.find(model, { id, where: whereOf(owner), selection: shownSelection })
      if (found === undefined) return undefined
      const write = async (values: Readonly<Record<string, unknown>>) => {
        const change = { id, version: found.version, values, at: toTimestamp(clock.now()) }
        // Transactions run one after another: nobody has changed the row since it was found.
        return toClient((await session.update(model, change, shownSelection))!)
      }
      return work(toClient(found), write, session)
    })
  }

  /** Takes a client away; the sessions that users have through it go with its row. False: there is none. */
  async remove(id: string, owner: string | number | null = null): Promise<boolean> {
    return this.#rows.delete(id, whereOf(owner))
  }

  /** Whether a client may take the passwords of users. */
  async hasFirstParty(): Promise<boolean> {
    const { store, model } = this.#options
    return (await store.count(model, compare('firstParty', 'eq', true))) > 0
  }
}

const whereOf = (owner: string | number | null): Condition =>
  owner === null ? always : compare('ownerId', 'eq', owner)
