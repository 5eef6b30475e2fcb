// Every method under every condition in every state, by RFC 9110 section 13 read anew: the table below knows nothing of
// how the framework decides.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { assert as assertAlways, asyncProperty, constantFrom, record } from 'fast-check'
import { anyone, field, hasRole, isOwner, manyToMany, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const users = resource('users', { fields: { name: field.text() }, access: anyone() })
const labels = resource('labels', { fields: { name: field.text() }, access: anyone() })
const papers = resource('papers', {
  upsert: true,
  fields: { title: field.text(), ownerId: field.owner('users') },
  access: { read: isOwner('ownerId'), create: anyone(), update: anyone(), delete: anyone(), list: anyone() },
  relations: { labels: manyToMany('labels', { through: 'papersLabels' }) },
  expand: ['owner'],
})
  .action('touch', { run: ({ row, rows }) => rows.update(row, { title: 'touched' }) })
  .action('tidy', { on: 'collection', status: 204, access: anyone(), run: () => undefined })
const strict = resource('strict', {
  upsert: true,
  ifMatch: 'required',
  fields: { title: field.text() },
  access: anyone(),
}).action('touch', { run: ({ row, rows }) => rows.update(row, { title: 'touched' }) })

const tins = resource('tins', {
  bulk: ['create', 'update', 'delete'],
  upsert: ['code'],
  fields: { code: field.text().unique(), shelf: field.text().indexed(), title: field.text().default('x') },
  access: anyone(),
  filter: ['shelf'],
})

const shy = resource('shy', {
  visible: hasRole('admin'),
  fields: { title: field.text() },
  access: anyone(),
})

const api = await createTestApi({ resources: [users, labels, papers, strict, tins, shy] })
after(() => api.close())
const { id: adaId } = await api.anonymous.users.create({ name: 'ada' })
const ada = api.as({ id: adaId })
const stranger = api.as({ id: '01999999-0000-7000-8000-00000000000f' })

// Rows are made half a second past: HTTP dates have whole ones.
api.clock.advance('500ms')
const changedAt = Math.floor(api.clock.now() / 1000) * 1000
const at = (seconds: number) => new Date(changedAt + seconds * 1000).toUTCString()

/** What a condition is sent with; `current`, `stale` and so on stand for the tags of the moment. */
const tagValues = [
  undefined,
  '*',
  '{current}',
  '{stale}',
  'W/{current}',
  '"x", {current}',
  '{stale}, W/{current}',
  '"page-abc"',
  '"{version}-part"',
  '"{version}"',
  '',
] as const
const dateValues = [undefined, at(-1), at(0), at(1), 'yesterday'] as const

interface Conditions {
  readonly ifMatch: (typeof tagValues)[number]
  readonly ifNoneMatch: (typeof tagValues)[number]
  readonly ifUnmodifiedSince: string | undefined
  readonly ifModifiedSince: string | undefined
}

/** What stands at the address. */
interface State {
  readonly exists: boolean
  /** Entity tag of what a GET would answer with. */
  readonly tag?: string | undefined
  readonly version?: string | undefined
  /** When it was changed, where that is known. */
  readonly changedAt?: number
}

type Outcome = 'done' | 304 | 412

/** RFC 9110 section 13.2.2, step by step. */
function expect(method: string, state: State, conditions: Conditions): Outcome {
  const { ifMatch, ifNoneMatch, ifUnmodifiedSince, ifModifiedSince } = conditions
  const isSafe = method === 'GET' || method === 'HEAD' || method === 'QUERY'
  // Steps 1 and 2.
  if (ifMatch !== undefined) {
    if (!isMatch(ifMatch, state)) return 412
  } else if (isChangedSince(ifUnmodifiedSince, state) === true) return 412
  // Step 3.
  if (ifNoneMatch !== undefined) {
    const holds = ifNoneMatch === '*' ? !state.exists : !hasTag(ifNoneMatch, state, isSafe, true)
    return holds ? 'done' : isSafe ? 304 : 412
  }
  // Step 4.
  const isGet = method === 'GET' || method === 'HEAD'
  return isGet && isChangedSince(ifModifiedSince, state) === false ? 304 : 'done'
}

const isMatch = (value: string, state: State): boolean =>
  value === '*' ? state.exists : hasTag(value, state, false, false)

/** Any representation of a row names its version; a 304 is about the one asked for. */
function hasTag(value: string, state: State, isExact: boolean, isWeak: boolean): boolean {
  if (!state.exists) return false
  const tags = value.split(',').map((each) => each.trim())
  return tags.some((tag) => {
    if (tag.startsWith('W/') && !isWeak) return false
    const opaque = tag.replace('W/', '')
    if (opaque === '{current}') return state.tag !== undefined
    if (state.version === undefined) return false
    if (opaque === '"{version}"') return !isExact || state.tag === `"${state.version}"`
    return opaque === '"{version}-part"' && !isExact
  })
}

function isChangedSince(value: string | undefined, state: State): boolean | undefined {
  if (value === undefined || value === 'yesterday' || state.changedAt === undefined) return undefined
  return state.changedAt > Date.parse(value)
}

/** A request of the table: what it does, and what it meets. */
interface Row {
  readonly title: string
  readonly method: string
  /** Makes what it meets: where that is, and its tag. */
  readonly open: () => Promise<{ readonly url: string; readonly state: State }>
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

const patchType = { 'content-type': 'application/json-patch+json' }
const make = async () => {
  const answer = await ada.request('POST', '/papers', { body: { title: 'x' } })
  return { url: answer.headers['location']!, tag: answer.headers['etag']! }
}
interface Opening {
  readonly query?: string
  /** What is asked below the row. */
  readonly sub?: string
  /** Whether the whole of what is shown has a date. */
  readonly isDated?: boolean
  /** How the tag is read. */
  readonly accept?: string
}

const openRow =
  ({ query = '', sub = '', isDated = true, accept = 'application/json' }: Opening = {}) =>
  async () => {
    const { url } = await make()
    const { headers } = await ada.request('GET', url + query, { headers: { accept } })
    const tag = headers['etag']!
    return {
      url: url + sub + query,
      state: { exists: true, tag, version: '1', ...(isDated && { changedAt }) },
    }
  }
const { id: label } = await ada.labels.create({ name: 'red' })
/** A link has the tag of the row it is a link of. */
const openLink = (isLinked: boolean) => async () => {
  const { url } = await make()
  const link = `${url}/labels/${label}`
  if (isLinked) assert.equal((await ada.request('PUT', link)).status, 201)
  const tag = isLinked ? '"2"' : '"1"'
  return { url: link, state: { exists: true, tag, version: isLinked ? '2' : '1', changedAt } }
}
let free = 0
const openFree = async () => ({
  url: `/papers/01999999-0000-7000-8000-${String(++free).padStart(12, '0')}`,
  state: { exists: false },
})
const openList = async () => {
  const { headers } = await ada.request('GET', '/papers?limit=1')
  return { url: '/papers?limit=1', state: { exists: true, tag: headers['etag'] } }
}
const openQuery = async () => {
  const { headers } = await ada.request('QUERY', '/papers', { body: {} })
  return { url: '/papers', state: { exists: true, tag: headers['etag'] } }
}
let shelves = 0
/** Rows that a filter finds, and only this one: their tag is that of the page that shows them. */
const openShelf = async () => {
  const shelf = `s${++shelves}`
  for (const place of ['a', 'b']) await ada.tins.create({ code: `${shelf}${place}`, shelf })
  const { headers } = await ada.request('GET', `/tins?shelf=${shelf}`)
  return { url: `/tins?shelf=${shelf}`, state: { exists: true, tag: headers['etag'] } }
}
const openTin = async () => {
  const code = `t${++shelves}`
  const { headers } = await ada.request('POST', '/tins', { body: { code, shelf: 'one' } })
  return { url: `/tins?code=${code}`, state: { exists: true, tag: headers['etag'], version: '1', changedAt } }
}
const openFreeTin = async () => ({ url: `/tins?code=f${++shelves}`, state: { exists: false } })
// A collection is there; which page of it a tag would be about is not said.
const openCollection = (url: string) => async () => ({ url, state: { exists: true } })

const body = { title: 'y' }
const hal = 'application/hal+json'
const xml = 'application/xml'
const rows: readonly Row[] = [
  { title: 'a row', method: 'GET', open: openRow() },
  { title: 'some members of a row', method: 'GET', open: openRow({ query: '?fields=id' }) },
  // What is embedded changes by itself: the whole has no date.
  {
    title: 'a row that embeds another',
    method: 'GET',
    open: openRow({ query: '?expand=owner', isDated: false }),
  },
  { title: 'a row', method: 'HEAD', open: openRow() },
  { title: 'a row as HAL', method: 'GET', open: openRow({ accept: hal }), headers: { accept: hal } },
  {
    title: 'a row as HAL that embeds another',
    method: 'GET',
    open: openRow({ query: '?expand=owner', isDated: false, accept: hal }),
    headers: { accept: hal },
  },
  { title: 'a row as XML', method: 'GET', open: openRow({ accept: xml }), headers: { accept: xml } },
  { title: 'a row', method: 'PUT', open: openRow(), body },
  { title: 'a row', method: 'PATCH', open: openRow(), body },
  { title: 'a row as shown with another', method: 'PATCH', open: openRow({ query: '?expand=owner' }), body },
  {
    title: 'a row by JSON Patch',
    method: 'PATCH',
    open: openRow(),
    body: [{ op: 'replace', path: '/title', value: 'y' }],
    headers: patchType,
  },
  { title: 'a row read as HAL', method: 'PATCH', open: openRow({ accept: hal }), body },
  { title: 'a row read in part', method: 'PUT', open: openRow({ query: '?fields=title' }), body },
  { title: 'a row read as XML', method: 'DELETE', open: openRow({ accept: xml }) },
  { title: 'a row', method: 'DELETE', open: openRow() },
  { title: 'an action of a row', method: 'POST', open: openRow({ sub: '/touch' }) },
  { title: 'a link', method: 'GET', open: openLink(true) },
  { title: 'a link that is not there yet', method: 'PUT', open: openLink(false) },
  { title: 'a link that is there', method: 'PUT', open: openLink(true) },
  { title: 'a link', method: 'DELETE', open: openLink(true) },
  { title: 'an id that is free', method: 'PUT', open: openFree, body },
  { title: 'a page', method: 'GET', open: openList },
  { title: 'a page', method: 'HEAD', open: openList },
  { title: 'a page', method: 'QUERY', open: openQuery, body: {} },
  { title: 'a collection', method: 'POST', open: openCollection('/papers'), body },
  { title: 'rows that a filter finds', method: 'PATCH', open: openShelf, body },
  { title: 'rows that a filter finds', method: 'DELETE', open: openShelf },
  { title: 'a row by its natural key', method: 'PUT', open: openTin, body: { shelf: 'two' } },
  { title: 'a natural key that is free', method: 'PUT', open: openFreeTin, body: { shelf: 'two' } },
  { title: 'an action of a collection', method: 'POST', open: openCollection('/papers/tidy') },
]

const names = {
  ifMatch: 'if-match',
  ifNoneMatch: 'if-none-match',
  ifUnmodifiedSince: 'if-unmodified-since',
  ifModifiedSince: 'if-modified-since',
} as const
const nothing: Conditions = {
  ifMatch: undefined,
  ifNoneMatch: undefined,
  ifUnmodifiedSince: undefined,
  ifModifiedSince: undefined,
}

function toHeaders(conditions: Conditions, { tag = '"1"', version = '1' }: State): Record<string, string> {
  const fill = (value: string) =>
    value.replaceAll('{current}', tag).replaceAll('{stale}', '"9"').replaceAll('{version}', version)
  const sent = Object.entries(names).flatMap(([name, header]) => {
    const value = conditions[name as keyof Conditions]
    return value === undefined ? [] : [[header, fill(value)]]
  })
  return Object.fromEntries(sent)
}

async function check(row: Row, conditions: Conditions): Promise<void> {
  const { url, state } = await row.open()
  const headers = { ...row.headers, ...toHeaders(conditions, state) }
  // A text stays as it is, whatever its type.
  const sent = row.body && (Array.isArray(row.body) ? JSON.stringify(row.body) : row.body)
  const answer = await ada.request(row.method, url, { headers, ...(sent && { body: sent }) })
  // A tag of another kind than the one there is: no page has a version, no new row a tag.
  const expected = expect(row.method, state, conditions)
  const outcome = answer.status >= 200 && answer.status < 300 ? 'done' : answer.status
  assert.equal(outcome, expected, `${row.method} ${url} ${JSON.stringify(headers)}: ${answer.text}`)
  if (expected !== 412 || row.method === 'HEAD') return
  if (url.startsWith('/tins')) return checkTins(url, state)
  const [path] = url.split('?')
  const unchanged = await ada.request('GET', path!.replace(/\/(touch|tidy|labels\/.*)$/, ''))
  if (state.version !== undefined) assert.equal(unchanged.headers['etag'], `"${state.version}"`)
  else if (!state.exists) assert.equal(unchanged.status, 404)
}

/** Rows that were to be written by a filter or a key are what they were. */
async function checkTins(url: string, { tag, version }: State): Promise<void> {
  if (url.startsWith('/tins?shelf=')) {
    const { body: listed } = await ada.request<{ data: { title: string }[] }>('GET', url)
    assert.deepEqual(
      listed.data.map(({ title }) => title),
      ['x', 'x'],
    )
  } else if (version !== undefined) {
    const again = await ada.request('PUT', url, { body: { shelf: 'one' }, headers: { 'if-match': tag! } })
    assert.equal(again.status, 200)
  }
}

const only = <Name extends keyof Conditions>(name: Name, values: readonly Conditions[Name][]): Conditions[] =>
  values.map((value) => ({ ...nothing, [name]: value }))
const pairs = <A extends keyof Conditions, B extends keyof Conditions>(
  [first, firsts]: readonly [A, readonly Conditions[A][]],
  [second, seconds]: readonly [B, readonly Conditions[B][]],
): Conditions[] =>
  firsts.flatMap((one) => seconds.map((other) => ({ ...nothing, [first]: one, [second]: other })))

const tags = tagValues.slice(1)
const dates = dateValues.slice(1)
const table: readonly Conditions[] = [
  nothing,
  ...only('ifMatch', tags),
  ...only('ifNoneMatch', tags),
  ...only('ifUnmodifiedSince', dates),
  ...only('ifModifiedSince', dates),
  ...pairs(['ifMatch', tags], ['ifNoneMatch', ['*', '{current}', '{stale}', 'W/{current}']]),
  ...pairs(['ifMatch', ['*', '{current}', '{stale}']], ['ifUnmodifiedSince', dates]),
  ...pairs(['ifMatch', ['{current}', '{stale}']], ['ifModifiedSince', dates]),
  ...pairs(['ifNoneMatch', ['*', '{current}', '{stale}']], ['ifModifiedSince', dates]),
  ...pairs(['ifNoneMatch', ['{current}', '{stale}']], ['ifUnmodifiedSince', dates]),
  ...pairs(['ifUnmodifiedSince', dates], ['ifModifiedSince', dates]),
]

describe('conditions', () => {
  for (const row of rows) {
    it(`on ${row.method} of ${row.title} hold as the RFC says`, async () => {
      for (const conditions of table) await check(row, conditions)
    })
  }
  it('hold in any combination', async () => {
    const conditions = record({
      ifMatch: constantFrom(...tagValues),
      ifNoneMatch: constantFrom(...tagValues),
      ifUnmodifiedSince: constantFrom(...dateValues),
      ifModifiedSince: constantFrom(...dateValues),
    })
    await assertAlways(asyncProperty(constantFrom(...rows), conditions, check), { numRuns: 400 })
  })
})

const malformed = ['x', '"x', 'W/x', "'x'", '"1" "2"', '*, "1"', '"a b"']

describe('malformed tags', () => {
  for (const { title, method, open, body: sent, headers } of rows) {
    it(`are refused by ${method} of ${title}`, async () => {
      const { url, state } = await open()
      for (const value of malformed) {
        for (const name of ['if-match', 'if-none-match']) {
          const answer = await ada.request(method, url, {
            headers: { ...headers, [name]: value },
            ...(sent && { body: Array.isArray(sent) ? JSON.stringify(sent) : sent }),
          })
          assert.equal(answer.status, 400, `${name}: ${value}`)
        }
      }
      if (state.version === undefined || url.startsWith('/tins')) return
      const path = url.split('?')[0]!.replace(/\/(touch|labels\/.*)$/, '')
      assert.equal((await ada.request('GET', path)).headers['etag'], `"${state.version}"`)
    })
  }
})

describe('what is not there for the caller', () => {
  for (const { title, method, open, body: sent, headers } of rows.filter(
    (row) => row.title.startsWith('a row') && row.open !== openTin,
  )) {
    it(`is not there under any condition: ${method} of ${title}`, async () => {
      const { url, state } = await open()
      for (const conditions of table.slice(0, 24)) {
        const answer = await stranger.request(method, url, {
          headers: { ...headers, ...toHeaders(conditions, state) },
          ...(sent && { body: Array.isArray(sent) ? JSON.stringify(sent) : sent }),
        })
        // A PUT that may make rows finds the id free, as far as it may know.
        const isFailed = method === 'PUT' && expect(method, { exists: false }, conditions) === 412
        assert.equal(answer.status, isFailed ? 412 : 404)
      }
    })
  }
})

describe('a date that the caller may not see', () => {
  const admin = api.as({ id: '01999999-0000-7000-8000-00000000000e', roles: ['admin'] })
  const ask = async (caller: typeof ada, method: string, header: string) => {
    const made = await ada.request('POST', '/shy', { body })
    const sent = method === 'PATCH' ? { body } : {}
    return (
      await caller.request(method, made.headers['location']!, { headers: { [header]: at(-1) }, ...sent })
    ).status
  }

  it('decides nothing', async () => {
    for (const method of ['GET', 'HEAD', 'PATCH']) {
      assert.equal(await ask(ada, method, 'if-unmodified-since'), 200)
      assert.equal(await ask(admin, method, 'if-unmodified-since'), 412)
    }
  })
  it('hides no row that has changed', async () => {
    const made = await ada.request('POST', '/shy', { body })
    const headers = { 'if-modified-since': at(60) }
    assert.equal((await ada.request('GET', made.headers['location']!, { headers })).status, 200)
    assert.equal((await admin.request('GET', made.headers['location']!, { headers })).status, 304)
    assert.equal(
      (await admin.request('GET', `${made.headers['location']}?fields=id`, { headers })).status,
      304,
    )
  })
})

describe('OPTIONS', () => {
  it('heeds no condition', async () => {
    const { url } = await make()
    for (const headers of [
      { 'if-match': '"9"' },
      { 'if-none-match': '*' },
      { 'if-unmodified-since': at(-9) },
    ]) {
      assert.equal((await ada.request('OPTIONS', url, { headers })).status, 204)
    }
  })
})

describe('a resource that demands If-Match', () => {
  const makeStrict = async () => {
    const { headers } = await ada.request('POST', '/strict', { body })
    return headers['location']!
  }
  const demands: [title: string, headers: Record<string, string>, isMet: boolean][] = [
    ['nothing', {}, false],
    ['If-None-Match with a tag', { 'if-none-match': '"9"' }, false],
    ['If-Unmodified-Since', { 'if-unmodified-since': at(60) }, false],
    ['If-Modified-Since', { 'if-modified-since': at(-60) }, false],
    ['If-Match', { 'if-match': '"1"' }, true],
    ['If-Match: *', { 'if-match': '*' }, true],
  ]
  const writes: [method: string, sent: object | undefined][] = [
    ['PUT', body],
    ['PATCH', body],
    ['DELETE', undefined],
  ]
  for (const [title, headers, isMet] of demands) {
    for (const [method, sent] of writes) {
      it(`answers ${isMet ? '2xx' : '428'} to ${method} with ${title}`, async () => {
        const url = await makeStrict()
        const answer = await ada.request(method, url, { headers, ...(sent && { body: sent }) })
        assert.equal(isMet ? Math.floor(answer.status / 100) : answer.status, isMet ? 2 : 428)
      })
    }
    it(`lets new rows and actions go with ${title}`, async () => {
      const url = await makeStrict()
      assert.equal((await ada.request('POST', `${url}/touch`, { headers })).status, 200)
      const isMatching = 'if-match' in headers
      const put = await ada.request(
        'PUT',
        `/strict/01999999-0000-7000-8000-${String(++free).padStart(12, '0')}`,
        {
          headers,
          body,
        },
      )
      assert.equal(put.status, isMatching ? 412 : 201)
    })
  }
})
