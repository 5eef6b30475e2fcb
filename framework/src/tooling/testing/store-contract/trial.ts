import { after, before } from 'node:test'
import { always, type Condition } from '../../../declaration/condition/condition.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Expansion, ListQuery, Selection, SortKey } from '../../../declaration/resource/query.ts'
import type { Found, Page, Session, Store, StoredValues } from '../../../engine/store/store.ts'
import { createUuidV7 } from '../../../kernel/values/uuid-v7.ts'
import { models } from './samples.ts'

/** Opens a store without tables; called once for each group of tests. */
export type OpenStore = () => Promise<Store>

export const moment = '2026-03-01T09:30:00.000Z'

/** A store with the tables of the samples, and short ways to use it. */
export class Trial {
  readonly #open: OpenStore
  #store: Store | undefined

  constructor(open: OpenStore) {
    this.#open = open
    before(async () => {
      this.#store = await this.#open()
      await this.#store.prepare(models.values())
    })
    after(() => this.#store?.close())
  }

  get store(): Store {
    return this.#store!
  }

  insert(name: string, values: StoredValues, session: Session = this.store): Promise<Found> {
    const id = createUuidV7(Date.parse(moment))
    return session.insert(modelOf(name), { id, values, at: moment }, select(name))
  }

  async find(
    name: string,
    id: string | number,
    selection: Selection = select(name),
  ): Promise<Found | undefined> {
    return this.store.find(modelOf(name), { id, where: always, selection })
  }

  async read(name: string, id: string | number, selection?: Selection): Promise<Record<string, unknown>> {
    const found = await this.find(name, id, selection)
    return JSON.parse(found?.json ?? 'null') as Record<string, unknown>
  }

  async list(name: string, query: Partial<ListQuery> = {}): Promise<Page> {
    const defaults = {
      where: always,
      sort: byId,
      start: { kind: 'first' },
      limit: 1000,
      selection: select(name, ['id']),
    }
    return this.store.list(modelOf(name), { ...defaults, ...query } as ListQuery)
  }

  async listIds(name: string, where: Condition): Promise<(string | number)[]> {
    return idsOf(await this.list(name, { where }))
  }
}

export const byId: readonly SortKey[] = [{ property: 'id', descending: false }]

export function modelOf(name: string): Model {
  return models.get(name)!
}

/** Selects some properties, or all that may be shown. */
export function select(
  name: string,
  properties?: readonly string[],
  expansions: readonly Expansion[] = [],
): Selection {
  const shown = [...modelOf(name).properties.values()].filter(
    ({ definition }) => definition.kind !== 'secret',
  )
  const names = properties ?? shown.map((property) => property.name)
  return { properties: names.map((each) => ({ name: each })), expansions, form: 'code' }
}

export function idsOf({ rows }: Page): (string | number)[] {
  return rows.map(({ id }) => id)
}
