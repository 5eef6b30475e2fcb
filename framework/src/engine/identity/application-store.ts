import { always, compare } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { selectNames, type PageStart } from '../../declaration/resource/query.ts'
import { resource } from '../../declaration/resource/resource.ts'
import { field } from '../../declaration/schema/field.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { createUuidV7 } from '../../kernel/values/uuid-v7.ts'
import type { Found, Page, Store } from '../store/store.ts'
import { createApplicationKey } from './application-key.ts'

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
const shownSelection = selectNames(shown)
const keptSelection = selectNames([...shown, 'digest'])

/** The applications of an API, in its store. */
export class ApplicationStore {
  readonly #store: Store
  readonly #model: Model
  readonly #clock: Clock

  constructor(store: Store, model: Model, clock: Clock) {
    this.#store = store
    this.#model = model
    this.#clock = clock
  }

  /** Makes an application and its key. */
  async create(application: NewApplication): Promise<CreatedApplication> {
    const { text, prefix, digest } = createApplicationKey()
    const now = this.#clock.now()
    const values = { ...application, prefix, digest, lastUsedAt: null }
    const row = { id: createUuidV7(now), values, at: toTimestamp(now) }
    const made = await this.#store.insert(this.#model, row, shownSelection)
    return { ...toApplication(made), key: text }
  }

  /** A page of them, the newest first. */
  async list(start: PageStart, limit: number): Promise<Page> {
    return this.#store.list(this.#model, {
      where: always,
      sort: [{ property: 'id', descending: true }],
      start,
      limit,
      selection: shownSelection,
    })
  }

  async find(id: string): Promise<Application | undefined> {
    const found = await this.#store.find(this.#model, { id, where: always, selection: shownSelection })
    return found && toApplication(found)
  }

  /** The application whose key begins so. */
  async findByPrefix(prefix: string): Promise<KeptApplication | undefined> {
    const { rows } = await this.#store.list(this.#model, {
      where: compare('prefix', 'eq', prefix),
      sort: [{ property: 'id', descending: true }],
      start: { kind: 'first' },
      limit: 1,
      selection: keptSelection,
    })
    const found = rows[0]
    return found && { ...(JSON.parse(found.json) as KeptApplication), version: found.version }
  }

  /** Takes an application away, and its key with it. False: there is none. */
  async withdraw(id: string): Promise<boolean> {
    // In one transaction, so that a use noted meanwhile does not save it.
    return this.#store.transaction(async (session) => {
      const found = await session.find(this.#model, { id, where: always, selection: shownSelection })
      return found !== undefined && session.delete(this.#model, id, found.version)
    })
  }

  /** Notes that a key was used, unless somebody else has written to the row meanwhile. */
  async noteUse({ id, version }: KeptApplication): Promise<void> {
    const at = toTimestamp(this.#clock.now())
    const change = { id, version, values: { lastUsedAt: at }, at }
    await this.#store.update(this.#model, change, shownSelection)
  }
}

/** A row as an application. */
export const toApplication = ({ json }: Found): Application => JSON.parse(json) as Application
