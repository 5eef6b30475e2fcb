import { compare } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { idAlone, selectNames, type PageStart } from '../../declaration/resource/query.ts'
import { resource } from '../../declaration/resource/resource.ts'
import { field } from '../../declaration/schema/field.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import type { Page, Store } from '../store/store.ts'
import { createApplicationKey } from './application-key.ts'
import { CollectionRows } from './collection-rows.ts'

/** Applications and what tells their keys. */
export const applicationKeys = resource('applicationKeys', {
  description: 'Applications and digests of their keys.',
  fields: {
    name: field.text().min(1).max(100),
    prefix: field.text().unique(),
    digest: field.text().describe('SHA-256 of the key.'),
    scopes: field.json<readonly string[]>(),
    expiresAt: field.timestamp().optional(),
    lastUsedAt: field.timestamp().optional(),
  },
})

/** An application as it is shown: all but the digest of its key. */
export interface Application {
  readonly id: string
  readonly name: string
  /** The beginning of its key. */
  readonly prefix: string
  readonly scopes: readonly string[]
  /** RFC 3339, as all moments here. */
  readonly createdAt: string
  /** Null: never. */
  readonly expiresAt: string | null
  /** To the minute; null: not yet. */
  readonly lastUsedAt: string | null
}

/** What an application is made of. */
export type NewApplication = Pick<Application, 'name' | 'scopes' | 'expiresAt'>

/** An application and its key, which is never shown again. */
export type CreatedApplication = Application & { readonly key: string }

/** An application as its key is checked. */
export interface KeptApplication extends Application {
  readonly version: number
  readonly digest: string
}

const shown = ['id', 'name', 'prefix', 'scopes', 'createdAt', 'expiresAt', 'lastUsedAt'] as const
const keptSelection = selectNames([...shown, 'digest'])

/** The applications of an API, in its store. */
export class ApplicationStore {
  readonly #store: Store
  readonly #model: Model
  readonly #clock: Clock
  readonly #rows: CollectionRows<Application>

  constructor(store: Store, model: Model, clock: Clock) {
    this.#store = store
    this.#model = model
    this.#clock = clock
    this.#rows = new CollectionRows({ store, model, clock }, shown)
  }

  /** Makes an application and its key. */
  async create(application: NewApplication): Promise<CreatedApplication> {
    const { text, prefix, digest } = createApplicationKey()
    const made = await this.#rows.insert({ ...application, prefix, digest, lastUsedAt: null })
    return { ...made, key: text }
  }

  /** A page of them, the newest first. */
  async list(start: PageStart, limit: number): Promise<Page> {
    return this.#rows.list(start, limit)
  }

  async find(id: string): Promise<Application | undefined> {
    return this.#rows.find(id)
  }

  /** The application whose key begins so. */
  async findByPrefix(prefix: string): Promise<KeptApplication | undefined> {
    const found = await this.#rows.findNewest(compare('prefix', 'eq', prefix), keptSelection)
    return found && { ...(JSON.parse(found.json) as KeptApplication), version: found.version }
  }

  /** Takes an application away, and its key with it. False: there is none. */
  async withdraw(id: string): Promise<boolean> {
    return this.#rows.delete(id)
  }

  /** Notes that a key was used, unless somebody else has written to the row meanwhile. */
  async noteUse({ id, version }: KeptApplication): Promise<void> {
    const at = toTimestamp(this.#clock.now())
    const change = { id, version, values: { lastUsedAt: at }, at }
    await this.#store.update(this.#model, change, idAlone)
  }
}
