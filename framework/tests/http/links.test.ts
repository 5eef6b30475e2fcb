// Links of many-to-many relations, one by one: PUT joins two rows, DELETE parts them.
import assert from 'node:assert/strict'
import { after, afterEach, describe, it } from 'node:test'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi, type Answer } from '../../src/testing.ts'
import { resources, seen } from './links-domain.ts'
import { onStore } from './lone-write.ts'

type Json = Readonly<Record<string, any>>

let run: string[] = []
const store = openTestStore({ onStatement: (text) => run.push(text) })
const app = await createTestApi({ resources, store })
after(() => app.close().then(() => store.close()))
const [ada, bob] = await Promise.all(
  ['ada', 'bob'].map((username) => app.anonymous.users.create({ username })),
)
const callers = {
  anonymous: app.anonymous,
  ada: app.as(ada!),
  bob: app.as(bob!),
  admin: app.as({ id: ada!.id, roles: ['admin'] }),
}
type Who = keyof typeof callers

const ask = (method: string, url: string, who: Who = 'ada', body?: unknown, headers = {}) =>
  callers[who].request<Json>(method, url, { body, headers })
const faultsOf = ({ body }: Answer<Json>) =>
  (body['errors'] ?? []).map(({ pointer, parameter, code }: Json) => `${pointer ?? parameter} ${code}`)
async function make(resource: string, values: Json, who: Who = 'ada'): Promise<string> {
  const { status, body, text } = await ask('POST', `/${resource}`, who, values)
  assert.equal(status, 201, text)
  return body['id']
}

const absent = '01999999-0000-7000-8000-000000000000'
const storeId = await make('stores', { name: 'Main' })
const otherStore = await make('stores', { name: 'Other' })
const makeItem = (more = {}) => make('items', { name: 'item', storeId, ...more })
const makeTag = (more = {}) => make('tags', { name: 'tag', storeId, ...more })
const tagsOf = async (item: string, who: Who = 'ada') =>
  (await ask('GET', `/items/${item}/tags`, who)).body['data'].map(({ id }: Json) => id)
const etagOf = async (url: string) => (await ask('GET', url)).headers['etag']!

afterEach(() => void seen.splice(0))

describe('a link', () => {
  it('is made once, however often it is put', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    const url = `/items/${item}/tags/${tag}`
    const first = await ask('PUT', url)
    assert.deepEqual([first.status, first.text, first.headers['etag']], [201, '', '"2"'])
    const second = await ask('PUT', url)
    assert.deepEqual([second.status, second.text, second.headers['etag']], [204, '', '"2"'])
    assert.deepEqual(await tagsOf(item), [tag])
    assert.deepEqual((await ask('GET', `/items/${item}?expand=tags&fields=id,tags.id`)).body, {
      id: item,
      tags: [{ id: tag }],
    })
  })

  it('is removed, and then again', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    const url = `/items/${item}/tags/${tag}`
    assert.equal((await ask('DELETE', url)).status, 204, 'there was none')
    assert.equal(await etagOf(`/items/${item}`), '"1"')
    await ask('PUT', url)
    assert.equal((await ask('DELETE', url)).status, 204)
    assert.deepEqual(await tagsOf(item), [])
    assert.equal((await ask('DELETE', url)).status, 204)
    assert.equal(await etagOf(`/items/${item}`), '"3"')
    assert.equal((await ask('GET', `/tags/${tag}`)).status, 200, 'the tag stays')
  })

  it('is read by both ids', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    const url = `/items/${item}/tags/${tag}`
    assert.equal((await ask('GET', url)).status, 404)
    await ask('PUT', url)
    const answer = await ask('GET', url)
    assert.deepEqual([answer.status, answer.body], [200, { itemId: item, tagId: tag }])
    assert.equal((await ask('HEAD', url)).status, 200)
    const tagged = { 'if-none-match': answer.headers['etag'] }
    assert.equal((await ask('GET', url, 'ada', undefined, tagged)).status, 304)
    assert.equal((await ask('GET', `${url}?fields=itemId`)).status, 400)
    const accept = (type: string, more = {}) => ask('GET', url, 'ada', undefined, { accept: type, ...more })
    const xml = await accept('application/xml')
    assert.match(xml.text, new RegExp(`<tagLink.*<tagId>${tag}</tagId></tagLink>`))
    assert.notEqual(xml.headers['etag'], answer.headers['etag'])
    const known = { 'if-none-match': xml.headers['etag'] }
    assert.equal((await accept('application/xml', known)).status, 304)
    assert.equal((await accept('application/json', known)).status, 200)
    assert.equal((await accept('text/csv')).status, 406)
  })

  it('of absent or hidden rows is not there', async () => {
    const [item, tag] = [await makeItem(), await makeTag({ isSecret: true })]
    const urls = [
      `/items/${item}/tags/${tag}`,
      `/items/${item}/tags/${absent}`,
      `/items/${item}/tags/x`,
      `/items/${absent}/tags/${tag}`,
      `/items/x/tags/${tag}`,
    ]
    for (const url of urls)
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS'])
        assert.equal((await ask(method, url)).status, 404, `${method} ${url}`)
    assert.equal((await ask('PUT', urls[0]!, 'admin')).status, 201)
    assert.deepEqual(await tagsOf(item, 'admin'), [tag])
    assert.deepEqual(await tagsOf(item), [])
    assert.equal((await ask('DELETE', urls[0]!)).status, 404)
    assert.deepEqual(await tagsOf(item, 'admin'), [tag])
  })

  it('is made by those who may change its row', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    const url = `/items/${item}/tags/${tag}`
    const statuses = async (method: string) => [
      (await ask(method, url, 'anonymous')).status,
      (await ask(method, url, 'bob')).status,
      (await ask(method, url, 'ada')).status,
    ]
    assert.deepEqual(await statuses('PUT'), [401, 403, 201])
    assert.deepEqual(await statuses('DELETE'), [401, 403, 204])
    const allow = async (who: Who) => (await ask('OPTIONS', url, who)).headers['allow']
    assert.equal(await allow('ada'), 'GET, HEAD, PUT, DELETE, OPTIONS')
    assert.equal(await allow('bob'), 'GET, HEAD, OPTIONS')
    const post = await ask('POST', url)
    assert.deepEqual([post.status, post.headers['allow']], [405, 'GET, HEAD, PUT, DELETE, OPTIONS'])
    const narrow = (...scopes: string[]) => app.as({ ...ada, scopes }).request('PUT', url)
    assert.equal((await narrow('items:write')).status, 403)
    assert.equal((await narrow('items:read', 'tags:read')).status, 403)
    assert.equal((await narrow('items:write', 'tags:read')).status, 201)
  })

  it('joins rows that are equal where they must be, and keeps them so', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    const foreign = await makeTag({ storeId: otherStore })
    const refused = await ask('PUT', `/items/${item}/tags/${foreign}`)
    assert.deepEqual([refused.status, faultsOf(refused)], [422, ['tagId not_matching']])
    assert.deepEqual(await tagsOf(item), [])
    assert.equal(await etagOf(`/items/${item}`), '"1"')
    await ask('PUT', `/items/${item}/tags/${tag}`)
    for (const url of [`/items/${item}`, `/tags/${tag}`]) {
      const moved = await ask('PATCH', url, 'ada', { storeId: otherStore })
      assert.deepEqual([moved.status, faultsOf(moved)], [409, ['/storeId not_matching']], url)
      assert.equal((await ask('PATCH', url, 'ada', { storeId, name: 'n' })).status, 200)
    }
    await ask('DELETE', `/items/${item}/tags/${tag}`)
    assert.equal((await ask('PATCH', `/tags/${tag}`, 'ada', { storeId: otherStore })).status, 200)
  })

  it('of a row elsewhere meanwhile is refused inside its transaction', async () => {
    const rows = await Promise.all(
      Array.from({ length: 8 }, async () => ({ item: await makeItem(), tag: await makeTag() })),
    )
    const results = await Promise.all(
      rows.flatMap(({ item, tag }) => [
        ask('PATCH', `/tags/${tag}`, 'ada', { storeId: otherStore }),
        ask('PUT', `/items/${item}/tags/${tag}`),
      ]),
    )
    for (const { status } of results) assert.ok([200, 201, 409, 422].includes(status), String(status))
    for (const { item, tag } of rows) {
      const isLinked = (await tagsOf(item)).length > 0
      const place = (await ask('GET', `/tags/${tag}`)).body['storeId']
      assert.equal(place, isLinked ? storeId : otherStore)
    }
  })

  it('is made once by many at a time', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask('PUT', `/items/${item}/tags/${tag}`)),
    )
    const statuses = answers.map(({ status }) => status).sort()
    assert.deepEqual(statuses, [201, ...Array.from({ length: 9 }, () => 204)].sort())
    assert.deepEqual(await tagsOf(item), [tag])
    assert.equal(await etagOf(`/items/${item}`), '"2"')
  })

  it('changes its row, and runs that row’s hooks', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    await ask('PUT', `/items/${item}/tags/${tag}`)
    assert.deepEqual(seen.splice(0), ['item item'])
    await ask('PUT', `/items/${item}/tags/${tag}`)
    assert.deepEqual(seen.splice(0), [])
    await ask('DELETE', `/items/${item}/tags/${tag}`)
    assert.deepEqual(seen.splice(0), ['item item'])
  })

  it('heeds conditions on its row', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    const url = `/items/${item}/tags/${tag}`
    const ifMatch = (value: string) => ({ 'if-match': value })
    assert.equal((await ask('PUT', url, 'ada', undefined, ifMatch('"7"'))).status, 412)
    assert.equal((await ask('PUT', url, 'ada', undefined, ifMatch('"1"'))).status, 201)
    assert.equal((await ask('DELETE', url, 'ada', undefined, ifMatch('"1"'))).status, 412)
    assert.deepEqual(await tagsOf(item), [tag])
    assert.equal((await ask('DELETE', url, 'ada', undefined, ifMatch('"2"'))).status, 204)
    const [one, two] = await Promise.all(
      [await makeTag(), await makeTag()].map((each) =>
        ask('PUT', `/items/${item}/tags/${each}`, 'ada', undefined, ifMatch('"3"')),
      ),
    )
    assert.deepEqual([one!.status, two!.status].sort(), [201, 412], 'exactly one of two wins')
  })

  it('goes with the row that has the relation, and holds the other one', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    await ask('PUT', `/items/${item}/tags/${tag}`)
    const refused = await ask('DELETE', `/tags/${tag}`)
    assert.deepEqual([refused.status, refused.body['code']], [409, 'REFERENCE_IN_USE'])
    assert.equal((await ask('DELETE', `/items/${item}`)).status, 204)
    assert.equal((await ask('DELETE', `/tags/${tag}`)).status, 204)
  })

  it('costs few statements', async () => {
    const [item, tag] = [await makeItem(), await makeTag()]
    const words = async (method: string) => {
      run = []
      await ask(method, `/items/${item}/tags/${tag}`)
      return run.map((text) => text.split(' ', 1)[0]).join(' ')
    }
    assert.equal(await words('PUT'), onStore('SELECT SELECT BEGIN SELECT UPDATE SELECT SELECT INSERT COMMIT'))
    assert.equal(await words('PUT'), onStore('SELECT SELECT BEGIN SELECT COMMIT'))
    assert.equal(await words('GET'), 'SELECT SELECT SELECT')
    assert.equal(await words('DELETE'), onStore('SELECT SELECT BEGIN SELECT UPDATE SELECT DELETE COMMIT'))
  })
})

describe('a link with fields', async () => {
  const author = await make('authors', { name: 'Eva' })
  const any = { 'if-match': '*' }
  const put = (url: string, body?: unknown, headers: object = any) => ask('PUT', url, 'ada', body, headers)

  it('holds what is put, and its defaults', async () => {
    const url = `/books/${await make('books', { title: 'B' })}/authors/${author}`
    const made = await put(url, { part: 'pictures', pages: 12 })
    assert.equal(made.status, 201)
    const { bookId, ...rest } = made.body
    assert.deepEqual(rest, { authorId: author, part: 'pictures', pages: 12 })
    assert.deepEqual((await ask('GET', url)).body, made.body)
    const changed = await put(url, {})
    assert.deepEqual(
      [changed.status, changed.body],
      [200, { bookId, authorId: author, part: 'text', pages: null }],
    )
    assert.equal(changed.headers['etag'], '"3"')
    const same = await put(url, { part: 'text' })
    assert.deepEqual([same.status, same.headers['etag']], [200, '"3"'])
    const other = `/authors/${author}/books/${bookId}`
    assert.deepEqual((await ask('GET', other)).body, changed.body, 'from either side')
    assert.equal((await ask('DELETE', other)).status, 204)
    assert.equal((await ask('GET', url)).status, 404)
  })

  it('is validated', async () => {
    const url = `/books/${await make('books', { title: 'B' })}/authors/${author}`
    const wrong = await put(url, { part: 'music', pages: 0, colour: 'red', bookId: absent })
    assert.equal(wrong.status, 422)
    assert.deepEqual(faultsOf(wrong).sort(), [
      '/bookId unknown_member',
      '/colour unknown_member',
      '/pages too_small',
      '/part not_a_choice',
    ])
    assert.equal((await put(url, [])).status, 422)
    assert.equal((await put(url, '{')).status, 415)
    assert.equal((await put(url, '{', { ...any, 'content-type': 'application/json' })).status, 400)
    assert.equal((await ask('GET', url)).status, 404)
  })

  it('demands a condition where its row does', async () => {
    const url = `/books/${await make('books', { title: 'B' })}/authors/${author}`
    assert.equal((await put(url, {}, {})).status, 428)
    assert.equal((await ask('DELETE', url)).status, 428)
  })

  it('goes with either row', async () => {
    const book = await make('books', { title: 'B' })
    const writer = await make('authors', { name: 'Udo' })
    await put(`/books/${book}/authors/${writer}`, {})
    assert.equal((await ask('DELETE', `/authors/${writer}`)).status, 204)
    assert.equal((await ask('GET', `/books/${book}/authors`)).body['data'].length, 0)
    assert.equal(await etagOf(`/books/${book}`), '"2"', 'what is not its own is no change of a row')
  })
})
