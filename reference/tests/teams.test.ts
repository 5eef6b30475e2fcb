// Teams: who knows of one, who writes it, and that none is ever without a leader.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { openReferenceServer, type Sending } from './reference-server.ts'

const { send, signIn } = await openReferenceServer()
const password = 'correct horse battery'
const ids = new Map<string, string>()

before(async () => {
  for (const username of ['carol', 'dave', 'erin']) await join(username)
  for (const username of ['ada', 'bob', 'root']) {
    const { body } = await send('GET', '/auth/whoami', { as: username })
    ids.set(username, body['id'])
  }
})

async function join(username: string): Promise<void> {
  const account = { username, email: `${username}@example.com`, password }
  const { status, body, text } = await send('POST', '/api/v1/users', { body: account })
  assert.equal(status, 201, text)
  ids.set(username, body['id'])
  await signIn(username, password)
}

let made = 0
const merge = { headers: { 'content-type': 'application/merge-patch+json' } }

/** A team led by ada with bob in it: its address and those of both members. */
async function makeTeam(title = `Team ${++made}`) {
  const team = await send('POST', '/api/v1/teams', { as: 'ada', body: { title } })
  assert.equal(team.status, 201, team.text)
  const url = `/api/v1/teams/${team.body['id']}`
  const bob = await send('POST', `${url}/members`, { as: 'ada', body: { username: 'bob' } })
  assert.equal(bob.status, 201, bob.text)
  const { body } = await send('GET', `${url}/members?userId=${ids.get('ada')}`, { as: 'ada' })
  return { id: team.body['id'] as string, url, ada: `${url}/members/${body['data'][0].id}`, bob: toUrl(bob) }
}
const toUrl = ({ headers }: { headers: Headers }) => new URL(headers.get('location')!, 'http://x').pathname

const outcome = async (method: string, path: string, sending: Sending) => {
  const { status, body } = await send(method, path, sending)
  return body['code'] === undefined ? [status] : [status, body['code']]
}
const lead = (as: string, isLeader: boolean): Sending => ({ as, body: { isLeader }, ...merge })

/** What is sent, with the id of the team for `{id}`: titles are their own. */
const fill = (body: object, { id }: { readonly id: string }): unknown =>
  JSON.parse(JSON.stringify(body).replace('{id}', id))

describe('who may do what with a team', () => {
  type Made = Awaited<ReturnType<typeof makeTeam>>
  const table: [
    title: string,
    method: string,
    at: (team: Made) => string,
    body: object | undefined,
    statuses: number[],
  ][] = [
    ['reads it', 'GET', ({ url }) => url, undefined, [200, 200, 404, 200, 401]],
    ['renames it', 'PATCH', ({ url }) => url, { title: '{id}' }, [200, 403, 404, 200, 401]],
    ['deletes it', 'DELETE', ({ url }) => url, undefined, [204, 403, 404, 204, 401]],
    ['lists its members', 'GET', ({ url }) => `${url}/members`, undefined, [200, 200, 404, 200, 401]],
    ['reads a member', 'GET', ({ bob }) => bob, undefined, [200, 200, 404, 200, 401]],
    ['adds a member', 'POST', ({ url }) => `${url}/members`, { username: 'dave' }, [201, 403, 404, 201, 401]],
    ['makes a leader', 'PATCH', ({ bob }) => bob, { isLeader: true }, [200, 403, 404, 200, 401]],
    ['removes a member', 'DELETE', ({ bob }) => bob, undefined, [204, 204, 404, 204, 401]],
    ['removes a leader', 'DELETE', ({ ada }) => ada, undefined, [409, 403, 404, 409, 401]],
  ]
  for (const [title, method, at, body, statuses] of table) {
    for (const [index, as] of ['ada', 'bob', 'carol', 'root', undefined].entries()) {
      const who = ['its leader', 'a member', 'a stranger', 'an admin', 'nobody'][index]!
      test(`${who} ${title}: ${statuses[index]}`, async () => {
        const team = await makeTeam()
        const sending = { ...(as !== undefined && { as }), ...(body && { body: fill(body, team) }) }
        const patch = method === 'PATCH' ? merge : {}
        const { status, text } = await send(method, at(team), { ...sending, ...patch })
        assert.equal(status, statuses[index], text)
      })
    }
  }
})

describe('a team', () => {
  test('is led by who made it, and that one is its creator', async () => {
    const { url } = await makeTeam()
    const { body } = await send('GET', `${url}?expand=creator,members`, { as: 'bob' })
    assert.equal(body['creator'].username, 'ada')
    assert.deepEqual(
      body['members'].map((each: Record<string, unknown>) => [each['userId'], each['isLeader']]).toSorted(),
      [
        [ids.get('ada'), true],
        [ids.get('bob'), false],
      ].toSorted(),
    )
  })

  test('has a title of its own among those of its creator', async () => {
    await makeTeam('Twice')
    const again = { as: 'ada', body: { title: 'Twice' } }
    assert.deepEqual(await outcome('POST', '/api/v1/teams', again), [409, 'UNIQUE_VIOLATION'])
    assert.deepEqual(await outcome('POST', '/api/v1/teams', { ...again, as: 'carol' }), [201])
  })

  for (const title of ['ab', 'x'.repeat(51), '   ', undefined, null, 5]) {
    test(`is not called ${JSON.stringify(title)?.slice(0, 12)}`, async () =>
      assert.deepEqual(await outcome('POST', '/api/v1/teams', { as: 'ada', body: { title } }), [
        422,
        'VALIDATION_FAILED',
      ]))
  }

  test('is found by those who belong to it alone', async () => {
    const { id } = await makeTeam('Findable')
    for (const [as, found] of [
      ['ada', [id]],
      ['bob', [id]],
      ['carol', []],
      ['root', [id]],
    ] as const) {
      const { body } = await send('GET', '/api/v1/teams?title=Findable&total=exact', { as })
      assert.deepEqual(
        [body['data'].map((row: { id: string }) => row.id), body['page'].total],
        [found, found.length],
      )
    }
  })

  test('tells each caller what they may do', async () => {
    const { url, bob } = await makeTeam()
    const allow = async (as: string, path: string) =>
      (await send('OPTIONS', path, { as })).headers.get('allow')
    assert.equal(await allow('ada', url), 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS')
    assert.equal(await allow('bob', url), 'GET, HEAD, OPTIONS')
    assert.equal(await allow('bob', bob), 'GET, HEAD, DELETE, OPTIONS')
    assert.equal(await allow('ada', `${url}/members`), 'GET, HEAD, QUERY, POST, OPTIONS')
    assert.equal(await allow('bob', `${url}/members`), 'GET, HEAD, QUERY, OPTIONS')
    assert.equal((await send('OPTIONS', url, { as: 'carol' })).status, 404)
  })
})

describe('a member', () => {
  const add = async (body: object) => {
    const { url } = await makeTeam()
    const answer = await send('POST', `${url}/members`, { as: 'ada', body })
    const faults: { pointer: string }[] = answer.body['errors'] ?? []
    return { status: answer.status, userId: answer.body['userId'], at: faults.map(({ pointer }) => pointer) }
  }

  test('is named by id, by username in any case, or by both', async () => {
    const userId = ids.get('dave')
    for (const body of [{ userId }, { username: 'DAVE' }, { userId, username: 'dave' }])
      assert.deepEqual(await add(body), { status: 201, userId, at: [] })
  })

  const unknown = '01999999-0000-7000-8000-000000000000'
  const wrong: [title: string, body: () => object, at: string][] = [
    ['nobody', () => ({}), '/userId'],
    ['nobody, in so many words', () => ({ userId: null, username: null }), '/userId'],
    ['an unknown id', () => ({ userId: unknown }), '/userId'],
    ['an unknown name', () => ({ username: 'nobody' }), '/username'],
    ['no id', () => ({ userId: 'dave' }), '/userId'],
    ['two people', () => ({ userId: ids.get('dave'), username: 'erin' }), '/username'],
    ['another team', () => ({ username: 'dave', teamId: unknown }), '/teamId'],
    ['a half leader', () => ({ username: 'dave', isLeader: 'half' }), '/isLeader'],
  ]
  for (const [title, body, at] of wrong) {
    test(`is not ${title}`, async () =>
      assert.deepEqual(await add(body()), { status: 422, userId: undefined, at: [at] }))
  }

  test('belongs to a team once', async () => {
    const { url } = await makeTeam()
    for (const body of [{ username: 'bob' }, { userId: ids.get('bob') }])
      assert.deepEqual(await outcome('POST', `${url}/members`, { as: 'ada', body }), [
        409,
        'UNIQUE_VIOLATION',
      ])
  })

  test('stays who they are, where they are', async () => {
    const [{ bob }, other] = [await makeTeam(), await makeTeam()]
    for (const body of [
      { userId: ids.get('carol') },
      { userId: null },
      { username: 'carol' },
      { teamId: other.id },
    ])
      assert.deepEqual(await outcome('PATCH', bob, { as: 'ada', body, ...merge }), [422, 'VALIDATION_FAILED'])
    const { body } = await send('GET', bob, { as: 'ada' })
    const back = await send('PUT', bob, { as: 'ada', body: { ...body, isLeader: true } })
    assert.deepEqual([back.status, back.body['userId'], back.body['isLeader']], [200, ids.get('bob'), true])
  })

  test('stands below their own team alone', async () => {
    const [{ bob }, other] = [await makeTeam(), await makeTeam()]
    const elsewhere = bob.replace(/teams\/[^/]+/, `teams/${other.id}`)
    assert.equal((await send('GET', elsewhere, { as: 'ada' })).status, 404)
    assert.equal((await send('DELETE', elsewhere, { as: 'ada' })).status, 404)
  })

  test('is found by who they are and whether they lead', async () => {
    const { url } = await makeTeam()
    const find = async (query: string) =>
      (await send('GET', `${url}/members?${query}`, { as: 'bob' })).body['data'].map(
        ({ userId }: { userId: string }) => userId,
      )
    assert.deepEqual(await find('isLeader=true'), [ids.get('ada')])
    assert.deepEqual(await find(`userId=${ids.get('bob')}`), [ids.get('bob')])
    assert.deepEqual(await find(`userId=${ids.get('carol')}`), [])
  })

  test('who leaves knows nothing of the team any more', async () => {
    const { url, bob } = await makeTeam()
    assert.equal((await send('DELETE', bob, { as: 'bob' })).status, 204)
    for (const path of [url, `${url}/members`, bob])
      assert.equal((await send('GET', path, { as: 'bob' })).status, 404)
  })

  test('leads as long as they are said to', async () => {
    const { url, ada, bob } = await makeTeam()
    assert.deepEqual(await outcome('PATCH', bob, lead('ada', true)), [200])
    assert.deepEqual(await outcome('PATCH', ada, lead('bob', false)), [200])
    assert.deepEqual(await outcome('PATCH', bob, lead('ada', false)), [403, 'FORBIDDEN'])
    assert.deepEqual(await outcome('DELETE', url, { as: 'ada' }), [403, 'FORBIDDEN'])
    assert.deepEqual(await outcome('DELETE', url, { as: 'bob' }), [204])
  })
})

describe('a team keeps a leader', () => {
  const last = [409, 'LAST_LEADER']

  test('who cannot step down, be removed or leave while there is no other', async () => {
    const { ada, bob } = await makeTeam()
    for (const as of ['ada', 'root']) {
      assert.deepEqual(await outcome('PATCH', ada, lead(as, false)), last)
      assert.deepEqual(await outcome('DELETE', ada, { as }), last)
    }
    assert.deepEqual(await outcome('PUT', ada, { as: 'ada', body: { userId: ids.get('ada') } }), last)
    assert.deepEqual(await outcome('PATCH', bob, lead('ada', true)), [200])
    assert.deepEqual(await outcome('DELETE', ada, { as: 'ada' }), [204])
    assert.deepEqual(await outcome('DELETE', bob, { as: 'bob' }), last)
  })

  test('when two leaders step down at once', async () => {
    const { ada, bob } = await makeTeam()
    await send('PATCH', bob, lead('ada', true))
    const answers = await Promise.all([
      outcome('PATCH', ada, lead('ada', false)),
      outcome('PATCH', bob, lead('bob', false)),
    ])
    assert.deepEqual(answers.map(([status]) => status).toSorted(), [200, 409])
  })

  test('when an account is deleted: memberships end, the last leader stays', async () => {
    await join('frank')
    const frank = `/api/v1/users/${ids.get('frank')}`
    const { body } = await send('POST', '/api/v1/teams', { as: 'frank', body: { title: 'Of frank' } })
    const url = `/api/v1/teams/${body['id']}`
    for (const as of ['frank', 'root']) assert.deepEqual(await outcome('DELETE', frank, { as }), last)
    await send('POST', `${url}/members`, { as: 'frank', body: { username: 'erin', isLeader: true } })
    assert.deepEqual(await outcome('DELETE', frank, { as: 'frank' }), [204])
    const team = await send('GET', `${url}?expand=members`, { as: 'erin' })
    assert.deepEqual(
      [team.body['creatorId'], team.body['members'].map(({ userId }: { userId: string }) => userId)],
      [null, [ids.get('erin')]],
    )
  })
})

test('without the module there are no teams, and accounts are deleted all the same', async () => {
  const { send: ask, signIn: enter } = await openReferenceServer({ MODULES: 'todos' })
  assert.equal((await ask('GET', '/api/v1/teams', { as: 'ada' })).status, 404)
  const account = { username: 'gina', email: 'gina@example.com', password }
  const { body } = await ask('POST', '/api/v1/users', { body: account })
  await enter('gina', password)
  assert.equal((await ask('DELETE', `/api/v1/users/${body['id']}`, { as: 'gina' })).status, 204)
})
