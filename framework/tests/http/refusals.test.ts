// A request that is wrong in two ways is refused for the one that comes first, so that nothing is revealed to who may
// not know it: for each verb every possible pair is asked.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openShop, type Caller } from './shop.ts'

const shop = await openShop({ api: { bodyLimit: 2000 } })

/** The parts of a request that a fault may change. */
interface Request {
  method: string
  path: string
  id: string
  query: string
  as: Caller
  scopes: string | undefined
  authorization: string | undefined
  accept: string
  contentType: string
  ifMatch: string | undefined
  body: unknown
}

/** One thing wrong with a request, and what it is refused with when nothing else is. */
interface Wrong {
  readonly title: string
  readonly status: number
  readonly code: string
  readonly change: Partial<Request>
}

let numbered = 0
async function makeContract(as: Caller, values = {}) {
  const id = `01999999-0000-7000-8000-${String(++numbered).padStart(12, '0')}`
  const model = shop.api.context.models.get('contracts')!
  const row = { number: `c${numbered}`, isSigned: false, ownerId: shop.ids[as as 'ada'], ...values }
  const selection = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const
  await shop.api.context.store.insert(model, { id, values: row, at: '2027-01-15T12:00:00.000Z' }, selection)
  return id
}

const signed = await makeContract('ada', { isSigned: true })
await makeContract('ada', { number: 'taken' })

const addressWrongs: Wrong[] = [
  { title: 'unknown address', status: 404, code: 'ROUTE_NOT_FOUND', change: { path: '/nothing/{id}' } },
  { title: 'unknown method', status: 501, code: 'METHOD_NOT_IMPLEMENTED', change: { method: 'PROPFIND' } },
  { title: 'method the address lacks', status: 405, code: 'METHOD_NOT_ALLOWED', change: { method: 'TRACE' } },
  { title: 'bad token', status: 401, code: 'INVALID_TOKEN', change: { authorization: 'Bearer x' } },
  { title: 'no token', status: 401, code: 'UNAUTHENTICATED', change: { as: 'anonymous' } },
  { title: 'missing scope', status: 403, code: 'INSUFFICIENT_SCOPE', change: { scopes: 'items:read' } },
  { title: 'unacceptable format', status: 406, code: 'NOT_ACCEPTABLE', change: { accept: 'image/png' } },
  { title: 'unknown parameter', status: 400, code: 'INVALID_QUERY', change: { query: '?nope=1' } },
]
const syntaxWrongs: Wrong[] = [
  {
    title: 'unread format',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    change: { contentType: 'text/csv' },
  },
  { title: 'bad JSON', status: 400, code: 'MALFORMED_BODY', change: { body: '{' } },
  { title: 'huge body', status: 413, code: 'CONTENT_TOO_LARGE', change: { body: `"${'x'.repeat(3000)}"` } },
]
const tagWrongs: Wrong[] = [
  { title: 'malformed tag', status: 400, code: 'INVALID_HEADER', change: { ifMatch: 'version 1' } },
]
const rowWrongs: Wrong[] = [
  { title: "another's row", status: 404, code: 'NOT_FOUND', change: { as: 'bob' } },
  { title: 'row that may not be written', status: 403, code: 'FORBIDDEN', change: { id: signed } },
]
const conditionWrongs: Wrong[] = [
  { title: 'stale tag', status: 412, code: 'PRECONDITION_FAILED', change: { ifMatch: '"9"' } },
  { title: 'no tag', status: 428, code: 'PRECONDITION_REQUIRED', change: { ifMatch: undefined } },
]
const invalid = (body: unknown): Wrong => ({
  title: 'invalid values',
  status: 422,
  code: 'VALIDATION_FAILED',
  change: { body },
})
const conflicting = (code: string, body: unknown): Wrong => ({
  title: 'conflict',
  status: 409,
  code,
  change: { body },
})

const path = '/contracts/{id}'
const verbs: [verb: string, valid: Partial<Request>, wrongs: Wrong[]][] = [
  ['GET', { method: 'GET' }, [...addressWrongs, ...tagWrongs, rowWrongs[0]!, conditionWrongs[0]!]],
  ['DELETE', { method: 'DELETE' }, [...addressWrongs, ...tagWrongs, ...rowWrongs, ...conditionWrongs]],
  [
    'PATCH',
    { method: 'PATCH', body: { number: 'free' } },
    [
      ...addressWrongs,
      ...tagWrongs,
      ...syntaxWrongs,
      ...rowWrongs,
      invalid({ number: 1 }),
      ...conditionWrongs,
      conflicting('UNIQUE_VIOLATION', { number: 'taken' }),
    ],
  ],
  [
    'PUT',
    { method: 'PUT', body: { number: 'free' } },
    [
      ...addressWrongs,
      ...tagWrongs,
      ...syntaxWrongs,
      rowWrongs[1]!,
      invalid({}),
      ...conditionWrongs,
      conflicting('UNIQUE_VIOLATION', { number: 'taken' }),
    ],
  ],
  [
    'an action',
    { method: 'POST', path: `${path}/sign`, body: { date: '2027-01-15' } },
    [
      ...addressWrongs.map((wrong) =>
        wrong.change.path ? { ...wrong, change: { path: `${path}/no` } } : wrong,
      ),
      ...tagWrongs,
      ...syntaxWrongs,
      ...rowWrongs,
      invalid({ date: 'soon' }),
      conditionWrongs[0]!,
      conflicting('CONFLICT', { date: '2031-01-01' }),
    ],
  ],
  [
    'POST',
    { method: 'POST', path: '/contracts', as: 'root', ifMatch: undefined, body: { number: 'free' } },
    [
      ...addressWrongs.map((wrong) =>
        wrong.change.path ? { ...wrong, change: { path: '/nothing' } } : wrong,
      ),
      ...syntaxWrongs,
      { title: 'caller who may not create', status: 403, code: 'FORBIDDEN', change: { as: 'bob' } },
      invalid({}),
      { title: 'tag of nothing', status: 412, code: 'PRECONDITION_FAILED', change: { ifMatch: '"9"' } },
      conflicting('UNIQUE_VIOLATION', { number: 'taken' }),
    ],
  ],
  [
    'a list',
    { method: 'GET', path: '/notes' },
    addressWrongs.map((wrong) => (wrong.change.path ? { ...wrong, change: { path: '/nothing' } } : wrong)),
  ],
  [
    'whoami',
    { method: 'GET', path: '/auth/whoami' },
    addressWrongs
      .filter(({ status }) => status !== 403 && status !== 406)
      .map((wrong) => (wrong.change.path ? { ...wrong, change: { path: '/auth/nothing' } } : wrong)),
  ],
]

/** Two faults that can be had at once: they change different parts, and only who is known can lack a scope. */
function fit({ change: first }: Wrong, { change: second }: Wrong): boolean {
  const names = Object.keys(first).filter((name) => name in second)
  const isUnknown = first.authorization !== undefined || first.as === 'anonymous'
  const isIdle = (change: Partial<Request>) => change.method !== undefined && 'contentType' in change
  return names.length === 0 && !(isUnknown && ('as' in second || 'scopes' in second)) && !isIdle(first)
}

async function ask(valid: Partial<Request>, ...wrongs: Wrong[]) {
  const request: Request = {
    path,
    query: '',
    as: 'ada',
    scopes: undefined,
    authorization: undefined,
    accept: 'application/json',
    contentType: 'application/json',
    ifMatch: '"1"',
    body: undefined,
    ...valid,
    method: valid.method!,
    id: await makeContract('ada'),
    ...Object.assign({}, ...wrongs.map(({ change }) => change)),
  }
  const { as, scopes, authorization, accept, contentType, ifMatch, body } = request
  const headers = {
    accept,
    ...(body !== undefined && { 'content-type': contentType }),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(authorization !== undefined && { authorization }),
  }
  return shop.ask(request.method, request.path.replace('{id}', request.id) + request.query, {
    as,
    ...(scopes !== undefined && { scopes }),
    headers,
    body,
  })
}

for (const [verb, valid, wrongs] of verbs) {
  describe(`${verb} refuses`, () => {
    for (const wrong of wrongs) {
      it(`${wrong.title} with ${wrong.status}`, async () => {
        const { status, json } = await ask(valid, wrong)
        assert.deepEqual([status, json.code], [wrong.status, wrong.code])
      })
    }
    for (const [index, first] of wrongs.entries()) {
      for (const second of wrongs.slice(index + 1).filter((each) => fit(first, each))) {
        // Syntax is one step: which of its faults is named first does not matter.
        const isStep = [400, 413, 415].includes(first.status) && [400, 413, 415].includes(second.status)
        it(`${first.title} before ${second.title}`, async () => {
          const { status, json } = await ask(valid, first, second)
          if (isStep) assert.ok([400, 413, 415].includes(status), String(status))
          else assert.deepEqual([status, json.code], [first.status, first.code])
        })
      }
    }
  })
}
