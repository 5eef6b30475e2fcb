// Every verb of every resource with the status each kind of caller is answered.
import { insertRows } from './insert-rows.ts'
import { openShop, type Answer, type Question } from './shop.ts'

export const shop = await openShop()
const { ada } = shop.ids
const store = await shop.make('stores', { name: 'Main' })
let named = 0
export const name = () => `name-${++named}`

/** Ada owns every row; her other tokens are for something else, or only for reading. */
export const callers = {
  anonymous: () => ({}),
  owner: () => ({ as: 'ada' }),
  other: () => ({ as: 'bob' }),
  admin: () => ({ as: 'root' }),
  scopeless: (resource) => ({ as: 'ada', scopes: resource === 'tags' ? 'notes:read' : 'tags:read' }),
  reader: (resource) => ({ as: 'ada', scopes: `${resource}:read` }),
} satisfies Record<string, (resource: string) => Question>
type CallerName = keyof typeof callers
export const names = Object.keys(callers) as CallerName[]

export type Values = Readonly<Record<string, unknown>>

export interface Subject {
  readonly resource: string
  readonly title?: string
  /** Makes the row to be asked for. */
  readonly make: () => Promise<string | number>
  /** Good values of a new row. */
  readonly values: () => Values
  /** Those of a PUT, where they differ. */
  readonly replacement?: () => Values
  /** Statuses of a verb for the callers in their order; Allow for those of them that are answered. */
  readonly verbs: Readonly<Record<string, string>>
  readonly collection: readonly (string | null)[]
  readonly row: readonly (string | null)[]
}

export const insert = (resource: string, values: Values) => async () =>
  (await insertRows(shop, resource, [{ ...values }]))[0]!
const made = (resource: string, values: () => Values) => async () =>
  (await shop.make(resource, values(), 'root')).id as string | number

export const noteValues = () => ({ text: 'x' })
const postValues = () => ({ title: 'x' })
export const itemValues = () => ({ name: name(), price: '1', storeId: store.id })
export const userValues = () => ({ username: name(), password: 'long-password' })
const all = 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'
const readAll = 'GET, HEAD, OPTIONS'
const queries = 'GET, HEAD, QUERY, OPTIONS'
const lists = 'GET, HEAD, QUERY, POST, OPTIONS'

export const subjects: Subject[] = [
  {
    resource: 'users',
    title: 'oneself',
    make: async () => ada,
    values: userValues,
    replacement: () => ({ username: 'ada' }),
    verbs: {
      list: '401 403 403 200 403 403',
      create: '201 201 201 201 403 403',
      read: '401 200 404 200 403 200',
      replace: '401 200 404 200 403 403',
      update: '401 200 404 200 403 403',
    },
    collection: ['POST, OPTIONS', 'POST, OPTIONS', 'POST, OPTIONS', lists, 'OPTIONS', 'OPTIONS'],
    row: [null, 'GET, HEAD, PUT, PATCH, OPTIONS', null, all, 'OPTIONS', readAll],
  },
  {
    resource: 'users',
    title: 'somebody',
    make: () => insert('users', { username: name(), password: 'a hash' })(),
    values: userValues,
    verbs: {
      read: '401 404 404 200 403 404',
      replace: '401 404 404 200 403 403',
      update: '401 404 404 200 403 403',
      delete: '401 404 404 204 403 403',
    },
    collection: [],
    row: [null, null, null, all, null, null],
  },
  {
    resource: 'stores',
    make: made('stores', () => ({ name: name() })),
    values: () => ({ name: name() }),
    verbs: {
      list: '200 200 200 200 403 200',
      create: '401 201 201 201 403 403',
      read: '200 200 200 200 403 200',
      replace: '401 403 403 200 403 403',
      update: '401 403 403 200 403 403',
      delete: '401 403 403 204 403 403',
    },
    collection: [queries, lists, lists, lists, 'OPTIONS', queries],
    row: [readAll, readAll, readAll, all, 'OPTIONS', readAll],
  },
  {
    resource: 'tags',
    make: made('tags', () => ({ id: name(), label: 'x' })),
    values: () => ({ id: name(), label: 'x' }),
    replacement: () => ({ label: 'x' }),
    verbs: {
      list: '200 200 200 200 403 200',
      create: '401 201 201 201 403 403',
      read: '200 200 200 200 403 200',
      replace: '401 200 200 200 403 403',
      'place at a free id': '401 201 201 201 403 403',
      update: '401 200 200 200 403 403',
      delete: '401 204 204 204 403 403',
    },
    collection: [queries, lists, lists, lists, 'OPTIONS', queries],
    row: [readAll, all, all, all, 'OPTIONS', readAll],
  },
  {
    resource: 'items',
    make: made('items', itemValues),
    values: itemValues,
    verbs: {
      list: '200 200 200 200 403 200',
      create: '401 201 201 201 403 403',
      read: '200 200 200 200 403 200',
      replace: '401 200 200 200 403 403',
      update: '401 200 200 200 403 403',
      delete: '401 403 403 204 403 403',
      'sell {}': '401 409 409 409 403 403',
      'quote {"count":1}': '200 200 200 200 403 403',
      hide: '401 204 204 204 403 403',
    },
    collection: [queries, lists, lists, lists, 'OPTIONS', queries],
    row: [
      readAll,
      'GET, HEAD, PUT, PATCH, OPTIONS',
      'GET, HEAD, PUT, PATCH, OPTIONS',
      all,
      'OPTIONS',
      readAll,
    ],
  },
  {
    resource: 'notes',
    make: insert('notes', { text: 'x', ownerId: ada }),
    values: noteValues,
    verbs: {
      list: '401 200 200 200 403 200',
      create: '401 201 201 201 403 403',
      read: '401 200 404 200 403 200',
      replace: '401 200 404 200 403 403',
      update: '401 200 404 200 403 403',
      delete: '401 204 404 204 403 403',
      lock: '401 200 404 200 403 403',
    },
    collection: ['OPTIONS', lists, lists, lists, 'OPTIONS', queries],
    row: [null, all, null, all, 'OPTIONS', readAll],
  },
  {
    resource: 'notes',
    title: 'a locked one',
    make: insert('notes', { text: 'x', isLocked: true, ownerId: ada }),
    values: noteValues,
    verbs: {
      read: '401 200 404 200 403 200',
      replace: '401 403 404 200 403 403',
      update: '401 403 404 200 403 403',
      delete: '401 204 404 204 403 403',
      lock: '401 403 404 200 403 403',
    },
    collection: [],
    row: [null, 'GET, HEAD, DELETE, OPTIONS', null, all, 'OPTIONS', readAll],
  },
  {
    resource: 'posts',
    title: 'a private one',
    make: insert('posts', { title: 'x', ownerId: ada }),
    values: postValues,
    verbs: {
      list: '200 200 200 200 403 200',
      create: '401 201 201 201 403 403',
      read: '404 200 404 404 403 200',
      replace: '401 200 404 404 403 403',
      update: '401 200 404 404 403 403',
      delete: '401 204 404 404 403 403',
    },
    collection: [queries, lists, lists, lists, 'OPTIONS', queries],
    row: [null, all, null, null, 'OPTIONS', readAll],
  },
  {
    resource: 'posts',
    title: 'a public one',
    make: insert('posts', { title: 'x', isPublic: true, ownerId: ada }),
    values: postValues,
    verbs: {
      read: '200 200 200 200 403 200',
      replace: '401 200 403 403 403 403',
      update: '401 200 403 403 403 403',
      delete: '401 204 403 403 403 403',
    },
    collection: [],
    row: [readAll, all, readAll, readAll, 'OPTIONS', readAll],
  },
  {
    resource: 'accounts',
    make: insert('accounts', { owner: 'ada', balance: '0.00' }),
    values: () => ({ owner: 'x' }),
    verbs: {
      list: '401 200 200 200 403 200',
      create: '401 201 201 201 403 403',
      read: '401 200 200 200 403 200',
      replace: '401 200 200 200 403 403',
      update: '401 200 200 200 403 403',
      delete: '401 204 204 204 403 403',
      close: '401 200 200 200 403 403',
    },
    collection: ['OPTIONS', lists, lists, lists, 'OPTIONS', queries],
    row: [null, all, all, all, 'OPTIONS', readAll],
  },
  {
    resource: 'drafts',
    make: insert('drafts', { title: 'x', ownerId: ada }),
    values: () => ({ title: 'x' }),
    verbs: {
      list: '401 200 200 200 403 200',
      create: '401 201 201 201 403 403',
      read: '401 200 404 404 403 200',
      // The id is taken, which the others may not know.
      replace: '401 200 404 404 403 403',
      'place at a free id': '401 201 201 201 403 403',
      update: '401 200 404 404 403 403',
      delete: '401 204 404 404 403 403',
    },
    collection: ['OPTIONS', lists, lists, lists, 'OPTIONS', queries],
    row: [null, all, null, null, 'OPTIONS', readAll],
  },
  {
    resource: 'contracts',
    make: () => insert('contracts', { number: name(), ownerId: ada })(),
    values: () => ({ number: name() }),
    verbs: {
      list: '401 200 200 200 403 200',
      create: '401 403 403 201 403 403',
      read: '401 200 404 404 403 200',
      // If-Match finds nothing for an admin, who might make one here but sees none.
      replace: '401 200 404 412 403 403',
      // Who may not make one by POST makes none by PUT.
      'place at a free id': '401 404 404 201 403 403',
      update: '401 200 404 404 403 403',
      delete: '401 204 404 404 403 403',
      'sign {"date":"2027-01-15"}': '401 200 404 404 403 403',
    },
    collection: ['OPTIONS', queries, queries, lists, 'OPTIONS', queries],
    row: [null, all, null, null, 'OPTIONS', readAll],
  },
  {
    resource: 'contracts',
    title: 'a signed one',
    make: () => insert('contracts', { number: name(), isSigned: true, ownerId: ada })(),
    values: () => ({ number: name() }),
    verbs: {
      read: '401 200 404 404 403 200',
      replace: '401 403 404 412 403 403',
      update: '401 403 404 404 403 403',
      delete: '401 403 404 404 403 403',
      'sign {"date":"2027-01-15"}': '401 403 404 404 403 403',
    },
    collection: [],
    row: [null, readAll, null, null, 'OPTIONS', readAll],
  },
  {
    resource: 'orders',
    make: insert('orders', { what: 'x' }),
    values: () => ({ what: 'x' }),
    verbs: {
      list: '401 200 200 200 403 200',
      create: '401 201 201 201 403 403',
      read: '401 200 200 200 403 200',
      update: '401 200 200 200 403 403',
      delete: '401 204 204 204 403 403',
    },
    collection: ['OPTIONS', lists, lists, lists, 'OPTIONS', queries],
    row: [null, all, all, all, 'OPTIONS', readAll],
  },
  {
    resource: 'hidden',
    make: insert('hidden', { text: 'x' }),
    values: () => ({ text: 'x' }),
    verbs: {
      list: '404 404 404 404',
      create: '404 404 404 404',
      read: '404 404 404 404',
      replace: '404 404 404 404',
      update: '404 404 404 404',
      delete: '404 404 404 404',
    },
    collection: [null, null, null, null],
    row: [null, null, null, null],
  },
]

export const free = () => `01999999-0000-7000-8000-${String(++named).padStart(12, '0')}`
export const held = { 'if-match': '*' }

/** Asks for a verb by its name; what is no verb is an action, with its input. */
export async function act(
  verb: string,
  { resource, make, values, replacement = values }: Subject,
  caller: Question,
): Promise<Answer> {
  const url = `/${resource}`
  const row = async () => `${url}/${await make()}`
  switch (verb) {
    case 'list':
      return shop.ask('GET', url, caller)
    case 'query':
      return shop.ask('QUERY', url, { ...caller, body: {} })
    case 'create':
      return shop.ask('POST', url, { ...caller, body: values() })
    case 'read':
      return shop.ask('GET', await row(), caller)
    case 'replace':
      return shop.ask('PUT', await row(), {
        ...caller,
        body: replacement(),
        headers: resource === 'drafts' ? {} : held,
      })
    case 'place at a free id':
      return shop.ask('PUT', `${url}/${free()}`, {
        ...caller,
        body: replacement(),
        headers: { 'if-none-match': '*' },
      })
    case 'update':
      return shop.ask('PATCH', await row(), { ...caller, body: {}, headers: held })
    case 'delete':
      return shop.ask('DELETE', await row(), { ...caller, headers: held })
  }
  const [action, input] = verb.split(' ')
  const body = input === undefined ? undefined : JSON.parse(input)
  return shop.ask('POST', `${await row()}/${action}`, { ...caller, body })
}
