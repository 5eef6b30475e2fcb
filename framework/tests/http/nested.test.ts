// Collections below a row of another resource, and rows that have no other address.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi, type Answer } from '../../src/testing.ts'
import { alone } from './lone-write.ts'
import { resources } from './nested-domain.ts'

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
  admin: app.as({ id: bob!.id, roles: ['admin'] }),
}
type Who = keyof typeof callers

const ask = (method: string, url: string, body?: unknown, who: Who = 'ada', headers = {}) =>
  callers[who].request<Json>(method, url, { body, headers })
const namesOf = ({ body }: Answer<Json>) => body['data'].map(({ name }: Json) => name)
const faultsOf = ({ body }: Answer<Json>) =>
  (body['errors'] ?? []).map(({ pointer, code }: Json) => `${pointer} ${code}`)
async function make(url: string, values: Json, who: Who = 'ada'): Promise<Json> {
  const answer = await ask('POST', url, values, who)
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

const absent = '01999999-0000-7000-8000-000000000000'
const [first, second] = [await make('/stores', { name: 'First' }), await make('/stores', { name: 'Second' })]
const closed = await make('/stores', { name: 'Closed', isOpen: true })
const hidden = await make('/items', { name: 'behind', storeId: closed['id'] })
assert.equal((await ask('PATCH', `/stores/${closed['id']}`, { isOpen: false })).status, 200)
const at = `/stores/${first['id']}/items`

describe('a nested collection', () => {
  before(async () => {
    for (const name of ['a', 'b', 'c']) await make(at, { name })
    await make(at, { name: 'secret', isSecret: true }, 'admin')
    await make(`/stores/${second['id']}/items`, { name: 'd', price: '9' })
  })

  it('holds the rows of its parent alone, under the rules of its own', async () => {
    assert.deepEqual(namesOf(await ask('GET', `${at}?sort=name`)), ['a', 'b', 'c'])
    assert.deepEqual(namesOf(await ask('GET', `${at}?sort=name`, undefined, 'admin')), [
      'a',
      'b',
      'c',
      'secret',
    ])
    assert.deepEqual(namesOf(await ask('GET', `/stores/${second['id']}/items`)), ['d'])
    assert.equal((await ask('GET', `${at}?total=exact`)).body['page'].total, 3)
  })

  it('is filtered, sorted and shaped as its resource is', async () => {
    assert.deepEqual(namesOf(await ask('GET', `${at}?name[in]=a,c,d&sort=-name`)), ['c', 'a'])
    assert.deepEqual(namesOf(await ask('GET', `${at}?storeId=${second['id']}`)), [])
    const { body } = await ask('GET', `${at}?fields=name,store.name&limit=1&sort=name`)
    assert.deepEqual(body['data'], [{ name: 'a', store: { name: 'First' } }])
    assert.equal((await ask('GET', `${at}?colour=red`)).status, 400)
  })

  it('is queried as its resource is', async () => {
    const query = { where: { name: { in: ['a', 'c', 'd'] } }, sort: ['name'], limit: 1 }
    const page = await ask('QUERY', at, query)
    assert.deepEqual([page.status, namesOf(page)], [200, ['a']])
    const next = String(page.body['page'].next)
    assert.ok(next.startsWith(`${at}?`), next)
    assert.deepEqual(namesOf(await ask('GET', next)), ['c'])
    assert.equal((await ask('QUERY', '/stores/999/items', query)).status, 404)
  })

  it('has links and cursors of its own', async () => {
    const page = await ask('GET', `${at}?limit=2&sort=name`)
    const next = String(page.body['page'].next)
    assert.ok(next.startsWith(`${at}?limit=2&sort=name&after=`), next)
    assert.deepEqual(namesOf(await ask('GET', next)), ['c'])
    assert.equal(page.body['page'].first, `${at}?limit=2&sort=name`)
    assert.ok(page.headers['link']?.includes(`<${next}>; rel="next"`))
    for (const other of [`/stores/${second['id']}/items`, '/items'])
      assert.equal((await ask('GET', next.replace(at, other))).status, 400, other)
  })

  it('has a tag', async () => {
    const { headers } = await ask('GET', at)
    const again = await ask('GET', at, undefined, 'ada', { 'if-none-match': headers['etag'] })
    assert.equal(again.status, 304)
  })

  const nowhere: readonly (readonly [title: string, url: string])[] = [
    ['an absent parent', '/stores/999/items'],
    ['a parent of no proper id', '/stores/x/items'],
    ['a parent that may not be read', `/stores/${closed['id']}/items`],
  ]
  for (const [title, url] of nowhere) {
    it(`of ${title} is not there`, async () => {
      for (const [method, body] of [
        ['GET'],
        ['HEAD'],
        ['OPTIONS'],
        ['POST', { name: 'x' }],
        ['POST', {}],
      ] as const)
        assert.equal((await ask(method, url, body)).status, 404, method)
    })
  }

  it('of a parent that may be read again is there, with all its rows', async () => {
    const url = `/stores/${closed['id']}/items`
    assert.deepEqual(namesOf(await ask('GET', url, undefined, 'admin')), ['behind'])
    assert.equal(
      (await ask('OPTIONS', url, undefined, 'admin')).headers['allow'],
      'GET, HEAD, QUERY, POST, OPTIONS',
    )
  })

  it('says what a caller may do', async () => {
    assert.equal(
      (await ask('OPTIONS', at, undefined, 'anonymous')).headers['allow'],
      'GET, HEAD, QUERY, OPTIONS',
    )
    const put = await ask('PUT', at, {})
    assert.deepEqual([put.status, put.headers['allow']], [405, 'GET, HEAD, QUERY, POST, OPTIONS'])
  })

  it('demands the scopes of both resources', async () => {
    const reader = (scopes: string[]) => app.as({ ...ada, scopes })
    const statusOf = async (scopes: string[]) => (await reader(scopes).request('GET', at)).status
    assert.equal(await statusOf(['items:read', 'stores:read']), 200)
    const refused = await reader(['items:read']).request<Json>('GET', at)
    assert.deepEqual([refused.status, refused.body['code']], [403, 'INSUFFICIENT_SCOPE'])
    assert.match(refused.headers['www-authenticate'] ?? '', /scope="stores:read"/)
    assert.equal(await statusOf(['stores:read', 'items:write']), 403)
    const { headers } = await reader(['items:read']).request('OPTIONS', at)
    assert.equal(headers['allow'], 'OPTIONS')
  })

  it('costs one statement for the parent and one for the rows', async () => {
    const words = async (...question: Parameters<typeof ask>) => {
      run = []
      await ask(...question)
      return run.map((text) => text.split(' ', 1)[0]).join(' ')
    }
    assert.equal(await words('GET', at), 'SELECT SELECT')
    assert.equal(await words('GET', `${at}?expand=store,tags&total=exact`), 'SELECT SELECT SELECT')
    assert.equal(await words('POST', at, { name: 'e' }), `SELECT ${alone('INSERT')}`)
    const { id } = await make(at, { name: 'f' })
    await ask('DELETE', `/items/${id}`)
  })
})

describe('a row made in a nested collection', () => {
  it('belongs to the parent and stands at its own address', async () => {
    const answer = await ask('POST', at, { name: 'new' })
    assert.equal(answer.body['storeId'], first['id'])
    assert.equal(answer.headers['location'], `/items/${answer.body['id']}`)
    assert.equal((await ask('GET', answer.headers['location']!)).status, 200)
  })

  it('may repeat its parent, and name no other', async () => {
    assert.equal((await ask('POST', at, { name: 'x', storeId: first['id'] })).status, 201)
    for (const storeId of [second['id'], 999, 'x', null, {}]) {
      const answer = await ask('POST', at, { name: '', storeId })
      assert.equal(answer.status, 422, String(storeId))
      assert.deepEqual(faultsOf(answer), ['/name too_short', '/storeId wrong_parent'])
    }
    for (const body of [[], null, 1]) assert.equal((await ask('POST', at, body)).status, 422)
  })

  it('is refused to those who may make none', async () => {
    assert.equal((await ask('POST', at, { name: 'x' }, 'anonymous')).status, 401)
  })

  it('below an owner is the caller’s own', async () => {
    const url = (id: string) => `/users/${id}/notes`
    const note = await make(url(ada!.id), { text: 'mine' })
    assert.equal(note['ownerId'], ada!.id)
    assert.equal((await ask('POST', url(bob!.id), { text: 'not mine' })).status, 403)
    assert.equal((await ask('POST', url(ada!.id), { text: 'x', ownerId: bob!.id })).status, 422)
    assert.equal((await ask('GET', url(ada!.id))).body['data'].length, 1)
    assert.equal((await ask('GET', url(ada!.id), undefined, 'bob')).body['data'].length, 0)
  })
})

describe('the rows linked with a row', () => {
  it('are a collection too', async () => {
    const models = app.api.context.models
    const [item, other] = [await make(at, { name: 'linked' }), await make(at, { name: 'other' })]
    const tag = await make('/tags', { name: 'red', storeId: first['id'] })
    await make('/tags', { name: 'blue', storeId: first['id'] })
    const values = { itemId: item['id'], tagId: tag['id'] }
    const selection = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const
    await store.insert(
      models.get('itemsTags')!,
      { id: absent, values, at: new Date(0).toISOString() },
      selection,
    )
    assert.deepEqual(namesOf(await ask('GET', `/items/${item['id']}/tags`)), ['red'])
    assert.deepEqual(namesOf(await ask('GET', `/tags/${tag['id']}/items`)), ['linked'])
    assert.deepEqual(namesOf(await ask('GET', `/items/${item['id']}/tags?name=blue`)), [])
    assert.deepEqual(namesOf(await ask('GET', `/items/${other['id']}/tags`)), [])
    assert.equal((await ask('GET', `/items/${absent}/tags`)).status, 404)
    assert.equal((await ask('POST', `/items/${item['id']}/tags`, { name: 'x' })).status, 405)
  })
  it('of a hidden row are not there', async () => {
    const item = await make(at, { name: 'x', isSecret: true }, 'admin')
    assert.equal((await ask('GET', `/items/${item['id']}/tags`)).status, 404)
    assert.equal((await ask('GET', `/items/${item['id']}/tags`, undefined, 'admin')).status, 200)
  })
})

describe('rows with a parent', async () => {
  const [team, other] = [await make('/teams', { title: 'A' }), await make('/teams', { title: 'B' })]
  const bobs = await make('/teams', { title: 'C' }, 'bob')
  const below = `/teams/${team['id']}/members`
  const member = await make(below, { nickname: 'Ada' })

  it('stand below it alone', async () => {
    assert.equal((await ask('GET', '/members')).status, 404)
    assert.equal((await ask('GET', `/members/${member['id']}`)).body['code'], 'ROUTE_NOT_FOUND')
    const answer = await ask('POST', below, { nickname: 'Eve', teamId: team['id'] })
    assert.equal(answer.headers['location'], `${below}/${answer.body['id']}`)
    assert.deepEqual((await ask('GET', answer.headers['location']!)).body, answer.body)
    assert.ok(!JSON.stringify((await ask('GET', '/')).body).includes('members'))
    const paths = Object.keys(app.api.document().paths)
    assert.deepEqual(
      paths.filter((path) => path.includes('member')),
      [
        '/teams/{teamId}/members',
        '/teams/{teamId}/members/{id}',
        '/teams/{teamId}/members/{id}/promote',
        '/teams/{teamId}/members/census',
        '/teams/{teamId}/members/{memberId}/deeds',
        '/teams/{teamId}/members/{memberId}/deeds/{id}',
      ],
    )
  })

  it('are reached by the typed client below it', async () => {
    const { members, deeds } = callers.ada
    const mine = members.below(team['id'])
    const made = await mine.create({ nickname: 'Tom', teamId: team['id'] })
    assert.equal((await mine.get(made.id)).nickname, 'Tom')
    assert.ok((await mine.list({ limit: 100 })).data.some(({ id }) => id === made.id))
    assert.equal((await mine.promote(made.id)).isLeader, true)
    const deed = await deeds.below(team['id'], made.id).create({ what: 'x', memberId: made.id })
    assert.equal((await deeds.below(team['id'], made.id).list()).data[0]?.id, deed.id)
    await mine.delete(made.id)
    await assert.rejects(members.list(), TypeError)
    for (const wrong of [
      () => members.below(),
      () => members.below('a', 'b'),
      () => callers.ada.items.below('a'),
    ])
      assert.throws(wrong, TypeError)
  })

  it('have every verb', async () => {
    const url = `${below}/${member['id']}`
    const changed = await ask('PATCH', url, { nickname: 'Adi' })
    assert.equal(changed.body['nickname'], 'Adi')
    const replaced = await ask('PUT', url, { nickname: 'Ad' }, 'ada', { 'if-match': changed.headers['etag'] })
    assert.deepEqual(
      [replaced.status, replaced.body['nickname'], replaced.body['teamId']],
      [200, 'Ad', team['id']],
    )
    assert.equal((await ask('PUT', url, replaced.body)).status, 200, 'a GET body can be PUT')
    assert.equal((await ask('GET', url, undefined, 'ada', { 'if-none-match': '"4"' })).status, 304)
    assert.equal((await ask('GET', `${url}?expand=team`)).body['team'].title, 'A')
    assert.equal((await ask('OPTIONS', url)).headers['allow'], 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS')
    const { id } = await make(below, { nickname: 'gone' })
    assert.equal((await ask('DELETE', `${below}/${id}`)).status, 204)
    assert.equal((await ask('DELETE', `${below}/${id}`)).status, 404)
  })

  it('have actions, which know the parent', async () => {
    const { id } = await make(below, { nickname: 'Leader' })
    const promoted = await ask('POST', `${below}/${id}/promote`)
    assert.deepEqual([promoted.status, promoted.body['isLeader']], [200, true])
    assert.equal((await ask('POST', `/teams/${other['id']}/members/${id}/promote`)).status, 404)
    const census = await ask('POST', `/teams/${other['id']}/members/census`)
    assert.deepEqual(census.body, { total: 0, team: other['id'] })
    assert.equal((await ask('POST', `/teams/${bobs['id']}/members/census`)).status, 404)
    assert.equal((await ask('PATCH', `${below}/${id}`, { nickname: 'x' })).status, 403)
  })

  it('are not there below another parent, or one that may not be read', async () => {
    const theirs = await make(`/teams/${bobs['id']}/members`, { nickname: 'Bob' }, 'bob')
    const urls = [
      `/teams/${other['id']}/members/${member['id']}`,
      `/teams/${bobs['id']}/members/${theirs['id']}`,
      `/teams/${bobs['id']}/members/${member['id']}`,
      `/teams/${absent}/members/${member['id']}`,
      `/teams/x/members/${member['id']}`,
      `${below}/${theirs['id']}`,
      `${below}/x`,
    ]
    for (const url of urls)
      for (const [method, body] of [['GET'], ['OPTIONS'], ['PATCH', { nickname: 'x' }], ['DELETE']] as const)
        assert.equal((await ask(method, url, body)).status, 404, `${method} ${url}`)
    const read = await ask('GET', `/teams/${bobs['id']}/members/${theirs['id']}`, undefined, 'bob')
    assert.equal(read.body['nickname'], 'Bob')
  })

  it('do not move to another parent', async () => {
    const url = `${below}/${member['id']}`
    for (const method of ['PUT', 'PATCH']) {
      const answer = await ask(method, url, { nickname: 'x', teamId: other['id'] })
      assert.equal(answer.status, 422)
      assert.deepEqual(faultsOf(answer), ['/teamId wrong_parent'])
    }
    assert.equal((await ask('PATCH', url, { teamId: team['id'] })).status, 200)
  })

  it('are made by a PUT, below a parent that is there', async () => {
    const id = absent.replace(/0$/, '1')
    assert.equal((await ask('PUT', `/teams/${bobs['id']}/members/${id}`, { nickname: 'x' })).status, 404)
    assert.equal((await ask('PUT', `/teams/${absent}/members/${id}`, { nickname: 'x' })).status, 404)
    const made = await ask('PUT', `${below}/${id}`, { nickname: 'Put' })
    assert.deepEqual(
      [made.status, made.headers['location'], made.body['teamId']],
      [201, `${below}/${id}`, team['id']],
    )
    const elsewhere = await ask('PUT', `/teams/${other['id']}/members/${id}`, { nickname: 'x' })
    assert.equal(elsewhere.status, 404, 'the id is that of another parent’s row')
  })

  it('may have rows below them again', async () => {
    const url = `${below}/${member['id']}/deeds`
    const deed = await ask('POST', url, { what: 'sang' }, 'ada')
    assert.deepEqual([deed.status, deed.headers['location']], [201, `${url}/${deed.body['id']}`])
    assert.equal((await ask('GET', `${url}/${deed.body['id']}`)).body['what'], 'sang')
    assert.equal((await ask('GET', url)).body['data'].length, 1)
    for (const wrong of [`/teams/${other['id']}/members/${member['id']}/deeds`, `${below}/${absent}/deeds`]) {
      assert.equal((await ask('GET', wrong)).status, 404)
      assert.equal((await ask('POST', wrong, { what: 'x' })).status, 404)
      assert.equal((await ask('GET', `${wrong}/${deed.body['id']}`)).status, 404)
    }
    assert.equal((await ask('GET', url, undefined, 'bob')).status, 404)
    assert.equal((await ask('GET', `${url}/${deed.body['id']}`, undefined, 'bob')).status, 404)
  })

  it('cost one statement, their parent included', async () => {
    run = []
    await ask('GET', `${below}/${member['id']}`)
    assert.deepEqual(
      run.map((text) => text.split(' ', 1)[0]),
      ['SELECT'],
    )
  })
})

it('a row behind a closed store is still at its own address', async () => {
  assert.equal((await ask('GET', `/items/${hidden['id']}`)).status, 200)
})
