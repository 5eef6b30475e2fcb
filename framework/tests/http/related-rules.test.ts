// Rules about related rows: members see a club and what belongs to it, leaders write it, strangers find nothing.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  allOf,
  anyOf,
  anyone,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isFresh,
  isOwner,
  manyToMany,
  not,
  related,
  resource,
  signedIn,
} from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../src/testing.ts'
import { alone } from './lone-write.ts'

const isMember = related('members', isOwner('userId'))
const isLeader = related('members', allOf(isOwner('userId'), fieldEquals('isLeader', true)))

const isPublic = related('labels', fieldEquals('name', 'PUBLIC'))

const users = resource('users', { fields: { name: field.text() }, access: anyone() })
const clubs = resource('clubs', {
  fields: { name: field.text().indexed(), size: field.integer().default(1) },
  access: {
    read: anyOf(isMember, hasRole('admin')),
    create: signedIn(),
    update: anyOf(isLeader, hasRole('admin')),
    delete: isLeader,
  },
  relations: {
    members: hasMany('members', 'clubId', { nested: true }),
    papers: hasMany('papers', 'clubId'),
  },
  // By a paper that everybody reads they know the club's name.
  summary: { fields: ['name'], access: related('papers', isPublic) },
  filter: ['name'],
  search: ['name'],
  aggregate: ['count', 'sum:size'],
  expand: ['members', 'papers'],
  bulk: ['update', 'delete'],
})
  .after('create', async ({ row, of, principal }) => {
    if (principal.id !== null)
      await of(members).create({ clubId: row.id, userId: principal.id, isLeader: true })
  })
  .action('greet', { access: isMember, status: 204, run: () => undefined })
  .action('dissolve', { access: allOf(isLeader, isFresh()), status: 204, run: () => undefined })
  .action('wave', { access: anyOf(signedIn(), isLeader), status: 204, run: () => undefined })
  .action('visit', { access: not(isLeader), status: 204, run: () => undefined })

const members = resource('members', {
  fields: {
    clubId: field.reference('clubs', { onDelete: 'cascade' }),
    userId: field.reference('users'),
    isLeader: field.boolean().default(false),
  },
  parent: 'club',
  access: {
    read: related('club', isMember),
    create: related('club', isLeader),
    update: related('club', isLeader),
    delete: anyOf(isOwner('userId'), related('club', isLeader)),
  },
  filter: ['isLeader'],
})

/** Read by the members of their club, and by everybody where a label says so. */
const papers = resource('papers', {
  fields: { title: field.text().indexed(), clubId: field.reference('clubs').optional() },
  access: {
    read: anyOf(related('club', isMember), isPublic),
    create: related('club', isLeader),
    update: related('club', isLeader),
    delete: related('club', isLeader),
  },
  relations: { labels: manyToMany('labels', { through: 'labelled' }) },
  filter: ['title', 'club.name'],
  expand: ['club', 'labels'],
  bulk: ['create'],
})
const labels = resource('labels', {
  fields: { name: field.text().ignoreCase() },
  access: anyone(),
  relations: { papers: manyToMany('papers', { through: 'labelled' }) },
  expand: ['papers'],
})

let statements: string[] = []
const app = await createTestApi({
  resources: [users, clubs, members, papers, labels],
  store: openTestStore({ onStatement: (sql) => void statements.push(sql) }),
})
after(() => app[Symbol.asyncDispose]())

const makeUser = async (name: string, roles: readonly string[] = []) => {
  const { id } = await app.anonymous.users.create({ name })
  return { id, ...app.as({ id, roles }) }
}
const [leader, member, stranger, admin] = [
  await makeUser('leader'),
  await makeUser('member'),
  await makeUser('stranger'),
  await makeUser('admin', ['admin']),
]
type User = typeof leader

const send = (who: User, method: string, url: string, body?: object) => {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  return who.request<Record<string, unknown>>(
    method,
    url,
    body && { body: JSON.stringify(body), headers: { 'content-type': type } },
  )
}
const statusOf = async (...sent: Parameters<typeof send>) => (await send(...sent)).status

/** A club with its leader and one member, and the ids of both as members. */
async function makeClub(name = 'Chess') {
  const { id } = await leader.clubs.create({ name })
  const url = `/clubs/${id}`
  const { body } = await send(leader, 'POST', `${url}/members`, { userId: member.id })
  return { id, url, memberUrl: `${url}/members/${String(body['id'])}` }
}

type Row = [who: User, name: string, status: number]
const everyone = (
  statuses: readonly [leader: number, member: number, stranger: number, admin: number],
): Row[] =>
  ([leader, member, stranger, admin] as const).map((who, index): Row => [
    who,
    ['the leader', 'a member', 'a stranger', 'an admin'][index]!,
    statuses[index]!,
  ])

describe('a row of rules about related rows', () => {
  const table: [
    title: string,
    method: string,
    path: string,
    body: object | undefined,
    ...Parameters<typeof everyone>,
  ][] = [
    ['is read', 'GET', '', undefined, [200, 200, 404, 200]],
    ['is changed', 'PATCH', '', { name: 'Go' }, [200, 403, 404, 200]],
    ['is replaced', 'PUT', '', { name: 'Go' }, [200, 403, 404, 200]],
    ['is deleted', 'DELETE', '', undefined, [204, 403, 404, 403]],
    ['is acted on', 'POST', '/greet', undefined, [204, 204, 404, 403]],
    ['is acted on by others', 'POST', '/visit', undefined, [403, 204, 404, 204]],
    ['is written with others', 'PATCH', '', { members: [] }, [200, 403, 404, 200]],
    ['lists what is below', 'GET', '/members', undefined, [200, 200, 404, 200]],
    ['takes what is below', 'POST', '/members', { userId: admin.id }, [201, 403, 404, 403]],
  ]
  for (const [title, method, path, body, statuses] of table) {
    for (const [who, name, status] of everyone(statuses)) {
      it(`${title}, asked by ${name}: ${status}`, async () => {
        const { url } = await makeClub()
        assert.equal(await statusOf(who, method, `${url}${path}`, body), status)
      })
    }
  }

  it('asks for a new sign-in only whom that would help', async () => {
    const { url } = await makeClub()
    const stale = (id: string) => app.as({ id, authenticatedAt: 0 })
    for (const [who, status] of [
      [leader, 401],
      [member, 403],
      [stranger, 404],
    ] as const) {
      assert.equal(await statusOf({ ...who, ...stale(who.id) }, 'POST', `${url}/dissolve`), status)
    }
    assert.equal(await statusOf(leader, 'POST', `${url}/dissolve`), 204)
  })

  it('is left by who may, and changed by nobody else', async () => {
    const { url, memberUrl } = await makeClub()
    assert.equal(await statusOf(member, 'PATCH', memberUrl, { isLeader: true }), 403)
    assert.equal(await statusOf(stranger, 'DELETE', memberUrl), 404)
    assert.equal(await statusOf(member, 'DELETE', memberUrl), 204)
    assert.equal(await statusOf(member, 'GET', url), 404)
  })

  it('is found by those who may read it in every way', async () => {
    await makeClub('Needle')
    for (const [who, seen] of [
      [leader, 1],
      [member, 1],
      [stranger, 0],
      [admin, 1],
    ] as const) {
      for (const query of ['name=Needle', 'q=needle']) {
        const { body } = await send(who, 'GET', `/clubs?${query}&total=exact`)
        assert.deepEqual(
          [(body['data'] as unknown[]).length, (body['page'] as { total: number }).total],
          [seen, seen],
        )
      }
      const { body } = await send(who, 'GET', '/clubs?name=Needle&aggregate=count,sum:size')
      assert.deepEqual((body['data'] as { count: number }[])[0]?.count ?? 0, seen)
    }
  })

  it('tells each caller what they may do', async () => {
    const { url } = await makeClub()
    const allowOf = async (who: User, path: string) => {
      const { status, headers } = await send(who, 'OPTIONS', `${url}${path}`)
      return status === 204 ? headers['allow'] : status
    }
    assert.equal(await allowOf(leader, ''), 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS')
    assert.equal(await allowOf(member, ''), 'GET, HEAD, OPTIONS')
    assert.equal(await allowOf(admin, ''), 'GET, HEAD, PUT, PATCH, OPTIONS')
    assert.equal(await allowOf(stranger, ''), 404)
    assert.equal(await allowOf(leader, '/members'), 'GET, HEAD, QUERY, POST, OPTIONS')
    assert.equal(await allowOf(member, '/members'), 'GET, HEAD, QUERY, OPTIONS')
    assert.equal(await allowOf(member, '/visit'), 'POST, OPTIONS')
    assert.equal(await allowOf(leader, '/visit'), 'OPTIONS')
  })

  it('is written with many by those who may alone', async () => {
    const [mine, theirs] = [await makeClub('Bulk'), await leader.clubs.create({ name: 'Bulk' })]
    assert.equal(await statusOf(member, 'PATCH', '/clubs?name=Bulk', { size: 5 }), 403)
    assert.equal(await statusOf(stranger, 'DELETE', '/clubs?name=Bulk'), 204)
    const { body } = await send(leader, 'PATCH', '/clubs?name=Bulk', { size: 5 })
    assert.equal((body['data'] as unknown[]).length, 2)
    assert.equal((await leader.clubs.get(mine.id)).size, 5)
    assert.equal((await leader.clubs.get(theirs.id)).size, 5)
  })
})

describe('the values of a row', () => {
  it('must lead where the caller may write', async () => {
    const [mine, other] = [await makeClub(), await stranger.clubs.create({ name: 'Other' })]
    assert.equal(await statusOf(leader, 'POST', '/papers', { title: 'a', clubId: mine.id }), 201)
    assert.equal(await statusOf(member, 'POST', '/papers', { title: 'a', clubId: mine.id }), 403)
    assert.equal(await statusOf(leader, 'POST', '/papers', { title: 'a', clubId: other.id }), 403)
    assert.equal(await statusOf(leader, 'POST', '/papers', { title: 'a' }), 403)
    assert.equal(
      await statusOf(leader, 'POST', '/papers', {
        title: 'a',
        clubId: '01999999-0000-7000-8000-000000000000',
      }),
      403,
    )
    const { id } = await leader.papers.create({ title: 'a', clubId: mine.id })
    const url = `/papers/${id}`
    assert.equal(await statusOf(leader, 'PATCH', url, { clubId: other.id }), 403)
    assert.equal(await statusOf(leader, 'PATCH', url, { clubId: null }), 403)
    assert.equal(await statusOf(leader, 'PATCH', url, { title: 'b' }), 200)
    const second = await leader.clubs.create({ name: 'Second' })
    assert.equal(await statusOf(leader, 'PATCH', url, { clubId: second.id }), 200)
  })

  it('are judged row by row in a list of them', async () => {
    const [mine, other] = [await makeClub(), await stranger.clubs.create({ name: 'Other' })]
    const list = [mine.id, other.id].map((clubId) => ({ title: 'in a list', clubId }))
    const refused = await send(leader, 'POST', '/papers', list)
    assert.equal(refused.status, 403)
    assert.deepEqual(
      (refused.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer),
      ['/1'],
    )
    assert.equal((await leader.papers.list({ filter: { title: 'in a list' } })).data.length, 0)
  })
})

describe('related rows', () => {
  it('are embedded, filtered by and linked where they may be read', async () => {
    const club = await makeClub('Hidden club')
    const { id } = await leader.papers.create({ title: 'Hidden paper', clubId: club.id })
    const { id: label } = await app.anonymous.labels.create({ name: 'public' })
    const countOf = async (who: User, url: string) =>
      ((await send(who, 'GET', url)).body['data'] as unknown[]).length
    assert.equal(await countOf(member, '/papers?club.name=Hidden%20club'), 1)
    assert.equal(await countOf(stranger, '/papers?title=Hidden%20paper'), 0)
    assert.equal(await statusOf(stranger, 'PUT', `/papers/${id}/labels/${label}`), 404)
    assert.equal(await statusOf(member, 'PUT', `/papers/${id}/labels/${label}`), 403)
    assert.equal(await statusOf(leader, 'PUT', `/papers/${id}/labels/${label}`), 201)
    // Now a label shows the paper to everybody, and of its club the summary.
    assert.equal(await countOf(stranger, '/papers?title=Hidden%20paper'), 1)
    assert.equal(await countOf(stranger, '/papers?club.name=Hidden%20club'), 1)
    assert.deepEqual((await send(stranger, 'GET', `/papers/${id}?expand=club`)).body['club'], {
      name: 'Hidden club',
    })
    assert.equal(await statusOf(stranger, 'GET', club.url), 404)
    const seen = (await send(member, 'GET', `/papers/${id}?expand=club`)).body['club'] as { name: string }
    assert.equal(seen.name, 'Hidden club')
    assert.equal(await statusOf(stranger, 'DELETE', `/papers/${id}`), 403)
    await send(leader, 'DELETE', `/papers/${id}/labels/${label}`)
    const { body } = await send(stranger, 'GET', `/labels/${label}?expand=papers`)
    assert.deepEqual(body['papers'], [])
  })

  it('cost one statement more where a write looks at them, and none where it need not', async () => {
    const { url, id } = await makeClub()
    const { id: paper } = await leader.papers.create({ title: 'counted', clubId: id })
    const wordsOf = async (...sent: Parameters<typeof send>) => {
      statements = []
      await send(...sent)
      return statements.map((sql) => sql.split(' ', 1)[0]).join(' ')
    }
    assert.equal(await wordsOf(leader, 'GET', url), 'SELECT')
    assert.equal(await wordsOf(leader, 'GET', '/clubs'), 'SELECT')
    const write = alone('UPDATE')
    assert.equal(await wordsOf(leader, 'PATCH', url, { size: 2 }), `SELECT SELECT ${write}`)
    assert.equal(await wordsOf(admin, 'PATCH', url, { size: 3 }), `SELECT ${write}`)
    assert.equal(await wordsOf(leader, 'PATCH', `/papers/${paper}`, { title: 'x' }), `SELECT SELECT ${write}`)
    // The club must be one that the caller may refer to as well.
    const made = await wordsOf(leader, 'POST', '/papers', { title: 'x', clubId: id })
    assert.equal(made, `SELECT SELECT ${alone('INSERT')}`)
  })

  it('are linked where they may be read, and actions where the row itself allows them', async () => {
    const { url, id } = await makeClub()
    const { id: paper } = await leader.papers.create({ title: 'linked', clubId: id })
    const { id: label } = await app.anonymous.labels.create({ name: 'Public' })
    await send(leader, 'PUT', `/papers/${paper}/labels/${label}`)
    const read = async (who: User, path: string) => {
      const { body } = await who.request<{ _links: object; _templates: object }>('GET', path, {
        headers: { accept: 'application/hal+json' },
      })
      return body
    }
    for (const [who, isLinked] of [
      [leader, true],
      [member, true],
      [stranger, false],
    ] as const) {
      const { _links: links } = await read(who, `/papers/${paper}`)
      assert.equal('club' in links, isLinked)
    }
    // Of what the row does not tell OPTIONS does.
    const { _templates: templates } = await read(member, url)
    assert.deepEqual(
      ['greet', 'visit', 'dissolve', 'wave'].filter((name) => name in templates),
      ['wave'],
    )
  })

  it('stand in the document in words and as data', () => {
    const { patch } = app.api.document().paths!['/clubs/{id}'] as Record<string, Record<string, unknown>>
    assert.match(
      String(patch!['description']),
      /Allowed: through members \(the user it names and rows whose isLeader is true\), or role admin\./,
    )
    const { rule } = patch!['x-access'] as { rule: { of: { rule: string; relation: string }[] } }
    assert.deepEqual([rule.of[0]!.rule, rule.of[0]!.relation], ['related', 'members'])
  })
})
