// Made from the document: every operation, asked by everybody whom no rule of it can allow, is refused.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openReferenceServer } from './reference-server.ts'

const { api, send, signIn } = await openReferenceServer({ RATE_LIMITS: 'off' })

/** A row of each resource, made by ada: no row is the stranger's. */
const known = new Map<string, string>()
async function make(resource: string, body: object, path = resource): Promise<string> {
  const made = await send('POST', `/api/v1/${path}`, { as: 'ada', body })
  assert.equal(made.status, 201, made.text)
  known.set(resource, made.body['id'])
  return made.body['id']
}
const storeId = await make('stores', { name: 'Shop' })
const itemId = await make('items', { name: 'Teapot', price: '1.00', storeId })
const tagId = await make('tags', { name: 'tea', storeId })
await send('PUT', `/api/v1/items/${itemId}/tags/${tagId}`, { as: 'ada' })
const customerId = await make('customers', { first: 'Grace', last: 'Hopper' })
const productId = await make('products', { name: 'Compiler', price: '1.00' })
const invoiceId = await make('invoices', { customerId })
await make('lines', { productId, quantity: 1 }, `invoices/${invoiceId}/lines`)
await make('todos', { task: 'Hidden' })
await make('posts', { title: 'Not approved', url: 'https://example.com/' })
const teamId = await make('teams', { title: 'Closed circle' })
await make('members', { username: 'bob' }, `teams/${teamId}/members`)
// What is no resource need not be there: it is refused all the same.
const others: Readonly<Record<string, string>> = { applications: teamId, sessions: teamId }
known.set('users', (await send('GET', '/auth/whoami', { as: 'ada' })).body['id'])

const password = 'correct horse battery'
const stranger = { username: 'stranger', email: 'stranger@example.com', password }
assert.equal((await send('POST', '/api/v1/users', { body: stranger })).status, 201)
await signIn('stranger', password)
const narrow = await send('POST', '/auth/login', { body: { ...credentialsOf('ada'), scope: 'todos:read' } })

function credentialsOf(username: string): object {
  return { username, password: `${username}-password` }
}

// oxlint-disable-next-line typescript/no-explicit-any
type Loose = Record<string, any>
type Caller = 'nobody' | 'a stranger' | 'a narrow token'

/** Whether a rule may allow a caller anything who has no role, and to whom no row belongs. */
function mayAllow(rule: Loose, caller: 'nobody' | 'a stranger', isMaking: boolean): boolean {
  const may = (inner: Loose) => mayAllow(inner, caller, isMaking)
  switch (rule['rule']) {
    case 'anyone':
    case 'equals':
      return true
    case 'signedIn':
    case 'fresh':
    case 'scope':
      return caller !== 'nobody'
    case 'owner':
      // What they make is their own.
      return isMaking && caller !== 'nobody'
    case 'anyOf':
      return rule['of'].some(may)
    case 'allOf':
      return rule['of'].every(may)
    // What is not theirs may be just what is allowed.
    case 'not':
      return true
    case 'related':
    case 'role':
    case 'service':
    case 'nobody':
      return false
    default:
      throw new Error(`The test knows no rule ${String(rule['rule'])}.`)
  }
}

interface Operation {
  readonly method: string
  readonly path: string
  readonly rule: Loose
  readonly scopes: readonly string[]
  /** Whether anybody signs up by it, whatever the rule says. */
  readonly isOpen: boolean
  /** Whether it may make a row, which a hidden id does not keep from being tried. */
  readonly isMaking: boolean
}

const operations: readonly Operation[] = Object.entries(api.document().paths as Loose).flatMap(
  ([path, item]) =>
    Object.entries(item as Loose).flatMap(([method, operation]) => {
      const access = (operation as Loose)['x-access'] as Loose | undefined
      if (access === undefined) return []
      const { rule, scopes, signUp } = access
      const isOpen = signUp === 'open'
      const isMaking = '201' in (operation as Loose)['responses']
      return [{ method: method.replace('x-', '').toUpperCase(), path, rule, scopes, isOpen, isMaking }]
    }),
)

/** The address with the ids of rows in it: what stands before an id says of which resource. */
const toUrl = (path: string): string =>
  path.replaceAll(/\/(\w+)\/\{\w+\}/g, (_, resource: string) => {
    const id = known.get(resource) ?? others[resource] ?? assert.fail(`no row of ${resource} for ${path}`)
    return `/${resource}/${id}`
  })

/** Whether the operation is refused to the caller whatever is sent. */
function isRefused({ rule, scopes, isOpen, isMaking }: Operation, caller: Caller): boolean {
  if (caller === 'a narrow token') return scopes.some((scope) => scope !== 'todos:read')
  return !isOpen && !mayAllow(rule, caller, isMaking)
}

const isList = ({ method, path }: Operation): boolean =>
  (method === 'GET' || method === 'QUERY') && !path.endsWith('}')

const headersOf = (method: string, caller: Caller): Record<string, string> => ({
  ...(method === 'PATCH' && { 'content-type': 'application/merge-patch+json' }),
  ...(caller === 'a narrow token' && { authorization: `Bearer ${narrow.body['access_token']}` }),
})

describe('an operation that no rule allows', () => {
  for (const caller of ['nobody', 'a stranger', 'a narrow token'] as const) {
    const refused = operations.filter((operation) => isRefused(operation, caller))
    test(`is refused to ${caller}`, async () => {
      assert.ok(refused.length > 10, `${refused.length} operations`)
      const faults: string[] = []
      for (const operation of refused) {
        const { method, path } = operation
        const { status, text, body } = await send(method, toUrl(path), {
          ...(caller === 'a stranger' && { as: 'stranger' }),
          ...(['POST', 'PUT', 'PATCH', 'QUERY'].includes(method) && { body: {} }),
          headers: headersOf(method, caller),
        })
        const isEmpty = caller === 'a stranger' && isList(operation) && body['data']?.length === 0
        // A write of many needs a filter, and says so before anything else.
        const isRefusal =
          [401, 403, 404].includes(status) || (status === 400 && text.includes('filter_required'))
        if (!isRefusal && !isEmpty) faults.push(`${method} ${path}: ${status} ${text.slice(0, 200)}`)
      }
      assert.deepEqual(faults, [])
    })
  }

  test('leaves everything as it was', async () => {
    for (const [resource, id] of known) {
      const below = { lines: `invoices/${invoiceId}/`, members: `teams/${teamId}/` }[resource] ?? ''
      const { status } = await send('GET', `/api/v1/${below}${resource}/${id}`, { as: 'root' })
      assert.equal(status, 200, resource)
    }
  })
})
