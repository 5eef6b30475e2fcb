// What an explanation says is answered is what the API answers: every verb, every kind of caller, hidden rows as well.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  allOf,
  anyOf,
  anonymous,
  anyone,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isFresh,
  isOwner,
  isSelf,
  manyToMany,
  related,
  resource,
  signedIn,
  type Principal,
} from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { explainRequest } from '../../src/server/explain/explain-request.ts'
import { findRoute } from '../../src/server/explain/find-route.ts'
import { toPrincipal, type Acting } from '../../src/tooling/testing/acting.ts'

const isMember = related('members', isOwner('userId'))
const users = resource('users', {
  fields: { name: field.text() },
  access: { read: signedIn(), list: hasRole('admin'), create: anyone(), update: isSelf() },
})
const clubs = resource('clubs', {
  fields: {
    name: field.text().indexed(),
    motto: field.text().optional().visible(hasRole('admin')).writable(hasRole('admin')),
    isOpen: field.boolean().default(false),
    ownerId: field.owner('users'),
  },
  access: {
    read: anyOf(isMember, isOwner('ownerId'), fieldEquals('isOpen', true)),
    create: signedIn(),
    update: anyOf(
      related('members', allOf(isOwner('userId'), fieldEquals('isLeader', true))),
      hasRole('admin'),
    ),
    delete: allOf(isOwner('ownerId'), isFresh()),
  },
  relations: { members: hasMany('members', 'clubId'), labels: manyToMany('labels', { through: 'labelled' }) },
  filter: ['name'],
  bulk: ['update', 'delete'],
})
  .action('greet', { access: isMember, status: 204, run: () => undefined })
  .action('count', { on: 'collection', access: hasRole('admin'), status: 204, run: () => undefined })
const members = resource('members', {
  fields: {
    clubId: field.reference('clubs', { onDelete: 'cascade' }),
    userId: field.reference('users'),
    isLeader: field.boolean().default(false),
  },
  parent: 'club',
  access: {
    read: related('club', anyOf(isMember, isOwner('ownerId'))),
    create: related('club', isOwner('ownerId')),
    update: related('club', isOwner('ownerId')),
    delete: isOwner('userId'),
  },
})
const labels = resource('labels', {
  fields: { name: field.text(), isSecret: field.boolean().default(false) },
  access: { read: fieldEquals('isSecret', false), create: signedIn(), delete: hasRole('admin') },
})
const notes = resource('notes', {
  id: 'text',
  upsert: true,
  fields: { text: field.text(), ownerId: field.owner('users') },
  access: isOwner('ownerId'),
})

const app = await createTestApi({ resources: [users, clubs, members, labels, notes] })
after(() => app.close())
const makeUser = async (name: string) => (await app.anonymous.users.create({ name })).id
const [owner, leader, member, stranger] = [
  await makeUser('owner'),
  await makeUser('leader'),
  await makeUser('member'),
  await makeUser('stranger'),
]
const asOwner = app.as({ id: owner })
const club = await asOwner.clubs.create({ name: 'Closed' })
const open = await asOwner.clubs.create({ name: 'Open', isOpen: true })
const made = await asOwner.members.below(club.id).create({ clubId: club.id, userId: member })
await asOwner.members.below(club.id).create({ clubId: club.id, userId: leader, isLeader: true })
const label = await asOwner.labels.create({ name: 'seen' })
const secret = await asOwner.labels.create({ name: 'unseen', isSecret: true })
const note = await asOwner.notes.replace('first', { text: 'mine' })
const absent = '01999999-0000-7000-8000-000000000000'

const callers: Readonly<Record<string, Acting | undefined>> = {
  anonymous: undefined,
  owner: { id: owner },
  leader: { id: leader },
  member: { id: member },
  stranger: { id: stranger },
  admin: { id: stranger, roles: ['admin'] },
  service: {},
  'a narrow token': { id: owner, scopes: ['clubs:read'] },
  'a stale sign-in': { id: owner, authenticatedAt: null },
}

const rows: readonly string[] = [
  ...[club.id, open.id, absent, 'nope'].flatMap((id) => [
    `/clubs/${id}`,
    `/clubs/${id}/greet`,
    `/clubs/${id}/members`,
    `/clubs/${id}/members/${made.id}`,
    `/clubs/${id}/members/${absent}`,
    `/clubs/${id}/labels`,
    `/clubs/${id}/labels/${label.id}`,
    `/clubs/${id}/labels/${secret.id}`,
  ]),
  ...['me', owner, stranger].map((id) => `/users/${id}`),
  `/labels/${label.id}`,
  `/notes/${note.id}`,
  '/notes/free',
]
const collections = ['/users', '/clubs', '/clubs/count', '/labels', '/notes']

const toWho = (acting: Acting | undefined): Principal =>
  acting === undefined ? anonymous : toPrincipal(acting, app.clock.now())
async function explain(method: string, url: string, principal: Principal) {
  const found = findRoute(app.api, method, url.split('?', 1)[0]!)
  if (found?.route === undefined) return undefined
  return explainRequest(app.api, { method, url, principal }, found, found.route)
}

/** Nothing that is sent is right, so that nothing changes: whoever is not refused by a rule is by something else. */
const bodies: Readonly<Record<string, unknown>> = {
  POST: { '?': 1 },
  PUT: { '?': 1 },
  PATCH: { '?': 1 },
  QUERY: {},
}

/** A write of many says before anything else that it needs a filter. */
const toFiltered = (method: string, url: string): string =>
  url === '/clubs' && /PATCH|DELETE/.test(method) ? `${url}?name=none` : url

describe('an explanation tells what is answered', () => {
  for (const [who, acting] of Object.entries(callers)) {
    it(`to ${who}`, async () => {
      const request = acting === undefined ? app.request : app.as(acting).request
      const refusals = new Map<number, number>()
      for (const url of [...rows, ...collections]) {
        for (const method of ['GET', 'HEAD', 'QUERY', 'POST', 'PUT', 'PATCH', 'DELETE']) {
          // What has no body would be done.
          if (method === 'DELETE' || /greet$|count$/.test(url)) continue
          const explained = await explain(method, url, toWho(acting))
          const headers = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}
          const answer = await request(method, toFiltered(method, url), { body: bodies[method], headers })
          const title = `${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`
          if (explained === undefined) {
            assert.ok([404, 405].includes(answer.status), title)
            continue
          }
          const { status, code } = explained.outcome
          refusals.set(status, (refusals.get(status) ?? 0) + 1)
          if (code === undefined) assert.ok(![401, 403, 404, 405].includes(answer.status), title)
          else assert.equal(answer.status, status, title)
        }
      }
      assert.ok(refusals.size > 1, 'the callers differ from each other')
    })
  }
  it('of what is done by asking, where it is refused', async () => {
    for (const acting of Object.values(callers)) {
      const request = acting === undefined ? app.request : app.as(acting).request
      for (const url of [...rows, ...collections]) {
        const method = /greet$|count$/.test(url) ? 'POST' : 'DELETE'
        const explained = await explain(method, url, toWho(acting))
        if (explained?.outcome.code === undefined) continue
        const answer = await request(method, toFiltered(method, url))
        assert.equal(
          answer.status,
          explained.outcome.status,
          `${method} ${url} ${JSON.stringify(answer.body)}`,
        )
      }
    }
  })
})

describe('an explanation', () => {
  it('changes nothing', async () => {
    const read = () => asOwner.request('GET', `/clubs/${club.id}`)
    const before = await read()
    for (const method of ['DELETE', 'PATCH', 'PUT'])
      await explain(method, `/clubs/${club.id}`, toWho({ id: owner }))
    assert.deepEqual((await read()).headers['etag'], before.headers['etag'])
  })
  it('tells a hidden row from an absent one', async () => {
    const reasonOf = async (url: string) =>
      (await explain('GET', url, toWho({ id: stranger })))!.outcome.reason
    assert.match(await reasonOf(`/clubs/${club.id}`), /^the row is there, but looks absent/)
    assert.match(await reasonOf(`/clubs/${absent}`), /^there is no such row \(read clubs\)/)
    assert.match(
      await reasonOf(`/clubs/${club.id}/members`),
      /^the row is there, but .*\(read the row of clubs above: through members/,
    )
  })
  it('names the fields that are not there for the caller', async () => {
    const { fields } = (await explain('PATCH', `/clubs/${club.id}`, toWho({ id: leader })))!
    assert.deepEqual(fields.hidden, [{ name: 'motto', reason: 'role admin: no' }])
    assert.deepEqual(fields.notWritable, [{ name: 'motto', reason: 'role admin: no' }])
    assert.ok(fields.shown.includes('name'))
    const asAdmin = (await explain('GET', `/clubs/${open.id}`, toWho({ id: leader, roles: ['admin'] })))!
    assert.deepEqual([asAdmin.fields.hidden, asAdmin.fields.shown.includes('motto')], [[], true])
  })
  it('says what a list is narrowed by', async () => {
    const { narrowing } = (await explain('GET', '/clubs', toWho({ id: member })))!
    assert.equal(
      narrowing,
      `members has one where userId is "${member}" or ownerId is "${member}" or isOpen is true`,
    )
    const nested = (await explain('GET', `/clubs/${club.id}/members`, toWho({ id: owner })))!
    assert.match(nested.narrowing!, new RegExp(`and clubId is "${club.id}"$`))
  })
})
