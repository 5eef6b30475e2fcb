// Sessions: where they are seen, and what ends them.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import { openAccounts, type Accounts, type Tokens } from './accounts.ts'

const api = await openAccounts()

/** Whether both tokens of a session are good; the refresh token is used up by it. */
const isAlive = async ({ access, refresh }: Tokens, { whoami, refresh: exchange }: Accounts = api) => {
  const statuses = [(await whoami(access)).status, (await exchange(refresh)).status]
  assert.equal(new Set(statuses).size, 1, `one token lives, the other does not: ${statuses}`)
  return statuses[0] === 200
}
const logout = (as: string, query = '') => api.ask('POST', `/auth/logout${query}`, { as })
const change = (user: 'ada' | 'bob', body: object, as: string, method = 'PATCH') =>
  api.ask(method, `/accounts/${api.ids[user]}`, {
    as,
    body: JSON.stringify(body),
    headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
  })

describe('signing out', () => {
  it('ends the session at once, and no other', async () => {
    const [here, there, bob] = [await api.signIn('ada'), await api.signIn('ada'), await api.signIn('bob')]
    const { status, text, headers } = await logout(here.access)
    assert.deepEqual([status, text, headers['cache-control']], [204, '', 'no-store'])
    const refused = await api.ask('GET', '/notes', { as: here.access })
    assert.deepEqual([refused.status, refused.json.code], [401, 'INVALID_TOKEN'])
    assert.match(refused.headers['www-authenticate'], /error="invalid_token"/)
    assert.deepEqual([await isAlive(here), await isAlive(there), await isAlive(bob)], [false, true, true])
  })
  it('ends what was refreshed as well', async () => {
    const first = await api.signIn('ada')
    const next = await api.refreshed(first.refresh)
    await logout(first.access)
    assert.equal(await isAlive(next), false)
  })
  it('cannot be done twice, nor by nobody', async () => {
    const { access } = await api.signIn('ada')
    assert.equal((await logout(access)).status, 204)
    assert.equal((await logout(access)).json.code, 'INVALID_TOKEN')
    assert.equal((await api.ask('POST', '/auth/logout')).json.code, 'UNAUTHENTICATED')
  })
  it('everywhere ends all sessions of the user, and none of others', async () => {
    const mine = [await api.signIn('ada'), await api.signIn('ada'), await api.signIn('ada')]
    const bob = await api.signIn('bob')
    assert.equal((await logout(mine[0]!.access, '?everywhere=true')).status, 204)
    for (const session of mine) assert.equal(await isAlive(session), false)
    assert.equal(await isAlive(bob), true)
  })
  it('everywhere ends more than a page of them', async () => {
    const own = await openAccounts()
    const sessions: Tokens[] = []
    for (let index = 0; index < 205; index++) sessions.push(await own.signIn('ada'))
    await own.ask('POST', '/auth/logout?everywhere=true', { as: sessions[7]!.access })
    for (const { access } of sessions) assert.equal((await own.whoami(access)).status, 401)
  })
  it('knows one parameter, and its two values', async () => {
    const { access } = await api.signIn('ada')
    for (const query of ['?everywhere=yes', '?everywhere', '?everywhere=true&everywhere=true', '?all=true'])
      assert.equal((await logout(access, query)).status, 400, query)
    assert.equal((await logout(access, '?everywhere=false')).status, 204)
  })
  it('everywhere takes a scope, and here none', async () => {
    const [narrow, other] = [await api.signIn('ada', { scope: 'notes:read' }), await api.signIn('ada')]
    const { status, json, headers } = await logout(narrow.access, '?everywhere=true')
    assert.deepEqual([status, json.code], [403, 'INSUFFICIENT_SCOPE'])
    assert.match(headers['www-authenticate'], /error="insufficient_scope", scope="sessions:write"/)
    assert.equal((await logout(narrow.access)).status, 204)
    assert.equal((await api.whoami(other.access)).status, 200)
    const able = await api.signIn('ada', { scope: 'sessions:write' })
    assert.equal((await logout(able.access, '?everywhere=true')).status, 204)
    assert.equal((await api.whoami(other.access)).status, 401)
  })
  it('is done many times at once without harm', async () => {
    const { access } = await api.signIn('ada')
    const answers = await Promise.all(Array.from({ length: 6 }, () => logout(access)))
    assert.ok(answers.every(({ status }) => status === 204 || status === 401))
    assert.ok(answers.some(({ status }) => status === 204))
    assert.deepEqual(api.failures, [])
  })
  it('beats an exchange of tokens at the same time', async () => {
    const { access, refresh } = await api.signIn('ada')
    const [, exchanged] = await Promise.all([logout(access), api.refresh(refresh)])
    if (exchanged.status === 200) assert.equal((await api.whoami(exchanged.json.access_token)).status, 401)
  })
})

describe('your sessions', () => {
  it('are seen and ended with their scopes alone', async () => {
    const scopes = ['notes:read', 'sessions:read', 'sessions:write']
    const [none, reads, writes] = await Promise.all(scopes.map((scope) => api.signIn('ada', { scope })))
    const list = (as: string) => api.ask('GET', '/auth/sessions', { as })
    const { json } = await list(reads!.access)
    const id = json.data.find(({ current }: { readonly current: boolean }) => current).id as string
    const end = (as: string) => api.ask('DELETE', `/auth/sessions/${id}`, { as })
    for (const { status, json: problem } of [
      await list(none!.access),
      await list(writes!.access),
      await end(none!.access),
      await end(reads!.access),
    ])
      assert.deepEqual([status, problem.code], [403, 'INSUFFICIENT_SCOPE'])
    assert.equal((await end(writes!.access)).status, 204)
    assert.equal((await api.whoami(reads!.access)).status, 401)
  })
  it('are listed for their user alone', async () => {
    const own = await openAccounts()
    const agent = `Browser\t${'x'.repeat(300)}`
    const first = await own.signIn('ada', {}, { 'user-agent': agent })
    own.wait(60)
    const second = await own.signIn('ada')
    await own.signIn('bob')
    own.wait(60)
    await own.refreshed(first.refresh)
    const { status, json, headers } = await own.ask('GET', '/auth/sessions', { as: second.access })
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    const shown = json.data.map((each: Record<string, unknown>) => ({ ...each, id: typeof each['id'] }))
    const at = (minutes: number) => new Date(Date.parse('2027-01-15T12:00Z') + minutes * 60_000).toISOString()
    const month = 30 * 24 * 60
    const both = { id: 'string', client: 'first-party', clientName: null, address: '127.0.0.1' }
    const light = { 'user-agent': 'lightMyRequest' }
    assert.deepEqual(shown, [
      {
        ...both,
        createdAt: at(0),
        lastUsedAt: at(2),
        expiresAt: at(2 + month),
        userAgent: `Browser${'x'.repeat(193)}`,
        current: false,
      },
      {
        ...both,
        createdAt: at(1),
        lastUsedAt: at(1),
        expiresAt: at(1 + month),
        userAgent: light['user-agent'],
        current: true,
      },
    ])
  })
  it('show no secret, nor does the store keep one', async () => {
    const own = await openAccounts()
    const { access, refresh } = await own.signIn('ada')
    const next = await own.refreshed(refresh)
    const shown = (await own.ask('GET', '/auth/sessions', { as: access })).text
    const { store, models } = own.api.context
    const model = models.get('authSessions')!
    const properties = [...model.properties.keys()].map((name) => ({ name }))
    const { rows } = await store.list(model, {
      where: always,
      sort: [{ property: 'id', descending: false }],
      start: { kind: 'first' },
      limit: 10,
      selection: { properties, expansions: [], form: 'kept' },
    })
    assert.equal(rows.length, 1)
    const parts = [refresh, next.refresh].flatMap((token) => {
      const bytes = Buffer.from(token, 'base64url')
      return [token, bytes.toString('base64url', 16, 48), bytes.toString('base64url', 48)]
    })
    for (const secret of [...parts, access, next.access])
      assert.ok(!shown.includes(secret) && !rows[0]!.json.includes(secret))
    for (const name of ['family', 'previous', 'rotatedAt']) assert.ok(!shown.includes(name), name)
  })
  it('can be ended one by one, by their user alone', async () => {
    const [here, there, bob] = [await api.signIn('ada'), await api.signIn('ada'), await api.signIn('bob')]
    const idOf = async (as: string) => {
      const { json } = await api.ask('GET', '/auth/sessions', { as })
      return json.data.find(({ current }: { current: boolean }) => current).id
    }
    const end = (id: string, as: string) => api.ask('DELETE', `/auth/sessions/${id}`, { as })
    const id = await idOf(there.access)
    for (const [other, as] of [
      [id, bob.access],
      [await idOf(bob.access), here.access],
      ['nope', here.access],
      ["' OR 1=1 --".replaceAll(' ', '%20'), here.access],
      ['01999999-0000-7000-8000-000000000000', here.access],
    ] as const)
      assert.equal((await end(other, as)).json.code, 'NOT_FOUND')
    assert.equal((await end(id, here.access)).status, 204)
    assert.equal((await end(id, here.access)).status, 404)
    assert.equal((await api.ask('DELETE', `/auth/sessions/${id}`)).status, 401)
    assert.deepEqual([await isAlive(there), await isAlive(bob)], [false, true])
    assert.equal((await end(await idOf(here.access), here.access)).status, 204)
    assert.equal(await isAlive(here), false)
  })
  it('have no address as rows', async () => {
    const { access } = await api.signIn('root')
    assert.equal((await api.ask('GET', '/authSessions', { as: access })).status, 404)
  })
  it('go by themselves when they have expired', async () => {
    const own = await openAccounts()
    for (let index = 0; index < 40; index++) await own.signIn('ada')
    own.wait(31 * 86_400)
    for (let index = 0; index < 32; index++) await own.signIn('bob')
    const { store, models } = own.api.context
    const left = await store.count(models.get('authSessions')!, always)
    assert.equal(left, 32)
  })
})

describe('another password', () => {
  const password = { password: 'correct horse battery' }
  it('ends all sessions but the one it was changed in', async () => {
    const own = await openAccounts()
    const [here, there] = [await own.signIn('ada'), await own.signIn('ada')]
    const bob = await own.signIn('bob')
    const answer = await own.ask('PATCH', `/accounts/${own.ids.ada}`, {
      as: here.access,
      body: JSON.stringify(password),
      headers: { 'content-type': 'application/merge-patch+json' },
    })
    assert.equal(answer.status, 200)
    assert.equal(await isAlive(here, own), true)
    assert.equal(await isAlive(there, own), false)
    assert.equal(await isAlive(bob, own), true)
  })
  it('set by somebody else ends them all, by a write of many rows as well', async () => {
    const own = await openAccounts()
    const root = await own.signIn('root')
    const headers = { 'content-type': 'application/merge-patch+json' }
    const body = JSON.stringify(password)
    for (const url of [`/accounts/${own.ids.bob}`, '/accounts?username=ada']) {
      const session = await own.signIn(url.includes('?') ? 'ada' : 'bob')
      assert.equal((await own.ask('PATCH', url, { as: root.access, body, headers })).status, 200)
      assert.equal(await isAlive(session, own), false)
    }
    assert.equal(await isAlive(root, own), true)
  })
  it('set by PUT too', async () => {
    const own = await openAccounts()
    const [here, there] = [await own.signIn('ada'), await own.signIn('ada')]
    const body = { username: 'ada', isActive: true, isAdmin: false, ...password }
    const answer = await own.ask('PUT', `/accounts/${own.ids.ada}`, { as: here.access, body })
    assert.equal(answer.status, 200)
    assert.deepEqual([await isAlive(here, own), await isAlive(there, own)], [true, false])
  })
  it('is no reason while it is refused', async () => {
    const [here, there] = [await api.signIn('ada'), await api.signIn('ada')]
    assert.equal((await change('ada', { password: 'short' }, here.access)).status, 422)
    assert.equal(
      (await change('ada', { username: 'ada' }, here.access)).status,
      200,
      'and no other change is',
    )
    assert.deepEqual([await isAlive(here), await isAlive(there)], [true, true])
  })
})

describe('an account', () => {
  it('that is deactivated has no session any more, activated again or not', async () => {
    const own = await openAccounts()
    const root = await own.signIn('root')
    const patch = (isActive: boolean) =>
      own.ask('PATCH', `/accounts/${own.ids.ada}`, {
        as: root.access,
        body: JSON.stringify({ isActive }),
        headers: { 'content-type': 'application/merge-patch+json' },
      })
    const suspend = () => own.ask('POST', `/accounts/${own.ids.ada}/suspend`, { as: root.access })
    for (const off of [() => patch(false), suspend]) {
      const sessions = [await own.signIn('ada'), await own.signIn('ada')]
      assert.equal((await off()).status, 200)
      assert.equal((await own.whoami(sessions[0]!.access)).status, 401)
      assert.equal((await patch(true)).status, 200)
      for (const session of sessions) assert.equal(await isAlive(session, own), false)
      assert.equal(await isAlive(await own.signIn('ada'), own), true)
    }
  })
  it('keeps its sessions when the transaction is undone', async () => {
    const own = await openAccounts()
    const [ada, root] = [await own.signIn('ada'), await own.signIn('root')]
    const answer = await own.ask('POST', `/accounts/${own.ids.ada}/fail`, { as: root.access })
    assert.deepEqual([answer.status, own.failures.length], [500, 1])
    assert.equal(await isAlive(ada, own), true)
  })
  it('that is deleted takes its sessions along', async () => {
    const own = await openAccounts()
    const sessions = [await own.signIn('ada'), await own.signIn('ada')]
    const root = await own.signIn('root')
    assert.equal((await own.ask('DELETE', `/accounts/${own.ids.ada}`, { as: root.access })).status, 204)
    for (const session of sessions) assert.equal(await isAlive(session, own), false)
    const { store, models } = own.api.context
    assert.equal(await store.count(models.get('authSessions')!, always), 1)
  })
  it('that is demoted loses its role with the next request', async () => {
    const own = await openAccounts()
    const root = await own.signIn('root')
    const patch = (body: object) =>
      own.ask('PATCH', `/accounts/${own.ids.root}`, {
        as: root.access,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/merge-patch+json' },
      })
    assert.equal((await own.ask('GET', `/accounts/${own.ids.ada}`, { as: root.access })).status, 200)
    assert.equal((await patch({ isAdmin: false })).status, 200)
    assert.equal((await own.ask('GET', `/accounts/${own.ids.ada}`, { as: root.access })).status, 404)
    assert.deepEqual((await own.whoami(root.access)).json.roles, [])
  })
})
