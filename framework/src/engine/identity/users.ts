import type { Awaitable } from '../../kernel/values/awaitable.ts'
import { always, compare, or, type Condition } from '../../declaration/condition/condition.ts'
import { matches } from '../../declaration/condition/matches.ts'
import type { Principal } from '../../declaration/policy/principal.ts'
import type { Model } from '../../declaration/resource/model.ts'
import {
  selectNames,
  type Expansion,
  type FindQuery,
  type ListQuery,
  type Selection,
} from '../../declaration/resource/query.ts'
import { toIdOfKind } from '../../declaration/schema/id.ts'
import type { Found, Session, Store } from '../store/store.ts'
import type { AnyUserSource } from './user-source.ts'

/** A user as stored, every field but the secret ones. */
export type UserRow = Readonly<Record<string, unknown>> & { readonly id: string | number }

/** How a principal came to be, apart from the user. */
export type Credential = Pick<Principal, 'scopes' | 'client' | 'authenticatedAt' | 'session'>

/** The users of an application, read from its store. One statement for each question. */
export interface Users {
  /** The user of that id, when there is one and it is active; in the transaction of `by` if it is given. */
  findActive(id: string, by?: Session): Awaitable<Found | undefined>
  /** The user of that id, active or not; in the transaction of `by` if it is given. */
  findAny(id: string | number, by?: Session): Promise<UserRow | undefined>
  /** Reads the user, when it is active, together with a row that refers to it by `userId`; else null. */
  expansionOf(model: Model): Expansion
  /** An id as the store knows it. */
  toId(id: string): string | number
  /**
   * The user who signs in with that text, active or not.
   * @param names the fields that may hold it. Default: those one signs in with
   */
  findByLogin(text: string, names?: readonly string[]): Promise<UserRow | undefined>
  /** The hash of a user's password; nobody's takes a statement as well, so that the answer takes as long. */
  findHash(user: Pick<UserRow, 'id'> | undefined, by?: Session): Promise<string | null | undefined>
  /** Keeps another hash of the same password, unless the row was changed meanwhile. */
  replaceHash(user: UserRow, hash: string, at: string): Promise<void>
  isActive(user: UserRow): boolean
  toRow(found: Found): UserRow
  /** A user as read from the store by `expansionOf`, with its computed properties. */
  toUser(values: UserRow): UserRow
  toPrincipal(user: UserRow, credential: Credential): Principal
}

/** Ids that no row has. */
const noId = { uuid: '00000000-0000-0000-0000-000000000000', integer: 0, text: '' } as const

/** Reads the users of a source. */
export function createUsers(store: Store, model: Model, source: AnyUserSource): Users {
  const { login, password, active } = source
  const selection = selectRow(model)
  const where = active === undefined ? always : compare(active, 'eq', true)
  const toId = (id: string) => toIdOfKind(model.idKind, id)
  const toUser = (values: UserRow) => addComputed(model, values)
  const toRow = (found: Found) => toUser(JSON.parse(found.json))

  return {
    findActive(id, by = store) {
      const query: FindQuery = { id: toId(id), where, selection }
      return by.find(model, query)
    },
    async findAny(id, by = store) {
      const found = await by.find(model, { id, where: always, selection })
      return found && toRow(found)
    },
    expansionOf(referring) {
      const relation = referring.relations.get('user')!
      return { relation, where, selection, sort: [], limit: 1 }
    },
    toId,
    async findByLogin(text, names = login) {
      const conditions = names.map((name) => matchLogin(model, name, text))
      const { rows } = await store.list(model, toListQuery(or(...conditions), selection, names.length))
      const users = rows.map(toRow)
      // The field named first decides, whatever the order of the rows.
      const matching = conditions.map((condition) => users.find((user) => matches(condition, user)))
      return matching.find((user) => user !== undefined)
    },
    findHash: (user, by = store) => by.findSecret(model, user?.id ?? noId[model.idKind], password),
    async replaceHash(user, hash, at) {
      const found = await store.find(model, { id: user.id, where, selection })
      if (found === undefined) return
      await store.update(
        model,
        { id: user.id, version: found.version, values: { [password]: hash }, at },
        selection,
      )
    },
    isActive: (user) => active === undefined || user[active] === true,
    toRow,
    toUser,
    toPrincipal: (user, credential) => toPrincipal(user, credential, source),
  }
}

/** Every property that code may see, in the order of the model. */
function selectRow(model: Model): Selection {
  const shown = [...model.properties.values()].filter(({ definition }) => !definition.writeOnly)
  return selectNames(shown.map(({ name }) => name))
}

function addComputed(model: Model, values: UserRow): UserRow {
  const row: Record<string, unknown> & UserRow = { ...values }
  for (const { name, value } of model.computed) row[name] = value(row as never)
  return row
}

function matchLogin(model: Model, name: string, text: string): Condition {
  const { kind, definition } = model.properties.get(name)!
  return compare(name, 'eq', text, kind.collation?.(definition))
}

function toListQuery(where: Condition, selection: Selection, limit: number): ListQuery {
  return { where, sort: [{ property: 'id', descending: false }], start: { kind: 'first' }, limit, selection }
}

function toPrincipal(user: UserRow, credential: Credential, source: AnyUserSource): Principal {
  const username = user[source.login[0]!]
  return Object.freeze({
    kind: 'user',
    id: String(user.id),
    username: typeof username === 'string' ? username : null,
    roles: Object.freeze([...source.roles(user as never)]),
    scopes: credential.scopes,
    client: credential.client,
    authenticatedAt: credential.authenticatedAt,
    ...(credential.session !== undefined && { session: credential.session }),
  })
}
