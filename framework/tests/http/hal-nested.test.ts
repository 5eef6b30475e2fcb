// HAL of rows that stand below other rows: their links lead through rows that may be closed.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createTestApi } from '../../src/testing.ts'
import { halType, walkHal, type Asker } from './hal-client.ts'
import { resources } from './nested-domain.ts'

const app = await createTestApi({ resources, prefix: '/v1' })
after(() => app.close())

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

const asker: Asker<Who> = {
  async ask(method, url, { as, headers = {} }) {
    const { body, ...answer } = await callers[as].request<any>(method, url, { headers })
    return { ...answer, json: body }
  },
}
const halOf = async (url: string, as: Who): Promise<any> => {
  const { status, json, text } = await asker.ask('GET', url, { as, headers: { accept: halType } })
  assert.equal(status, 200, text)
  return json
}
async function make(url: string, values: object, as: Who = 'ada'): Promise<any> {
  const { status, body, text } = await callers[as].request<any>('POST', `/v1${url}`, { body: values })
  assert.equal(status, 201, text)
  return body
}

const [open, closed] = [await make('/stores', { name: 'Open' }), await make('/stores', { name: 'Closed' })]
const nail = await make(`/stores/${open.id}/items`, { name: 'Nail' })
const lost = await make(`/stores/${closed.id}/items`, { name: 'Lost' })
await make(`/stores/${open.id}/items`, { name: 'Secret', isSecret: true }, 'admin')
await make(`/stores/${open.id}/tags`, { name: 'metal' })
await callers.ada.request('PATCH', `/v1/stores/${closed.id}`, { body: { isOpen: false } })
const team = await make('/teams', { title: 'Ours' })
const member = await make(`/teams/${team.id}/members`, { nickname: 'Bo' })
const deed = await make(`/teams/${team.id}/members/${member.id}/deeds`, { what: 'A deed' })
const memberUrl = `/v1/teams/${team.id}/members/${member.id}`

describe('a HAL client', () => {
  for (const as of Object.keys(callers) as Who[]) {
    it(`follows every link from the root on as ${as}`, async () => {
      const { documents } = await walkHal(asker, '/', as)
      assert.ok(documents.has(`/v1/stores/${open.id}/items`))
      assert.equal(documents.has(`/v1/stores/${closed.id}`), as === 'admin')
    })
  }
  it('reaches rows two levels down, and what may be done there', async () => {
    const { documents, actions } = await walkHal(asker, '/', 'ada')
    assert.ok(documents.has(`${memberUrl}/deeds/${deed.id}`))
    const inTeams = [...actions].filter((url) => url.startsWith('/v1/teams/'))
    assert.deepEqual(inTeams, [`/v1/teams/${team.id}/members/census`, `${memberUrl}/promote`])
    assert.ok(actions.has('/v1/teams'))
  })
})

describe('rows below rows', () => {
  it('are linked by the way that leads to them', async () => {
    const { _links } = await halOf(`${memberUrl}/deeds/${deed.id}`, 'ada')
    assert.equal(_links.self.href, `${memberUrl}/deeds/${deed.id}`)
    assert.equal(_links.collection.href, `${memberUrl}/deeds`)
    assert.equal(_links.member.href, memberUrl)
  })
  it('are linked where they are embedded', async () => {
    const { _embedded } = await halOf(`/v1/teams/${team.id}?expand=members.team`, 'ada')
    const [embedded] = _embedded.members
    assert.equal(embedded._links.self.href, memberUrl)
    assert.equal(embedded._links.deeds.href, `${memberUrl}/deeds`)
    assert.equal(embedded._embedded.team._links.self.href, `/v1/teams/${team.id}`)
  })
  it('are not linked through a row that is closed', async () => {
    const { _links } = await halOf(`/v1/items/${lost.id}`, 'ada')
    assert.deepEqual([_links.self.href, _links.store], [`/v1/items/${lost.id}`, undefined])
    const seen = await halOf(`/v1/items/${lost.id}`, 'admin')
    assert.equal(seen._links.store.href, `/v1/stores/${closed.id}`)
    const embedded = await halOf(`/v1/items/${lost.id}?expand=store`, 'ada')
    assert.deepEqual([embedded._embedded, embedded._links.store], [undefined, undefined])
  })
  it('have pages that link to themselves and to no other list', async () => {
    const page = await halOf(`/v1/stores/${open.id}/items?limit=1`, 'ada')
    assert.equal(page._links.self.href, `/v1/stores/${open.id}/items?limit=1`)
    assert.match(page._links.search.href, new RegExp(`^/v1/stores/${open.id}/items\\{\\?name,price,storeId,`))
    assert.equal(page._embedded.items[0]._links.self.href, `/v1/items/${nail.id}`)
  })
})

describe('a QUERY in HAL', () => {
  const query = (body: unknown) =>
    callers.ada.request<any>('QUERY', '/v1/items', { body, headers: { accept: halType } })
  it('links pages that a GET can follow', async () => {
    const { body } = await query({ where: { name: { in: ['Nail', 'Lost'] } }, limit: 1, sort: ['name'] })
    assert.equal(body._embedded.items[0].name, 'Lost')
    const next = await halOf(body._links.next.href, 'ada')
    assert.equal(next._embedded.items[0].name, 'Nail')
    const self = await halOf(body._links.self.href, 'ada')
    assert.deepEqual(self._embedded, body._embedded)
  })
  it('links no page that no URL can say', async () => {
    const long = 'x'.repeat(900)
    const names = Array.from({ length: 40 }, (_, index) => `${long}${index}`)
    const { status, body } = await query({ where: { not: { name: { in: names } } }, limit: 1 })
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body._links), ['search'])
  })
})
