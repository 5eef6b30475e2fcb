// Two servers on one file: what is taken back in one is refused by the other, and no restart forgets it.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createSite, type ReferenceProcess, type Tokens } from './reference-process.ts'

const site = createSite()
let [here, there]: [ReferenceProcess, ReferenceProcess] = [undefined!, undefined!]
let root: Tokens

before(async () => {
  // At once, on nothing: one of them makes secret, tables, accounts and keys, and the other finds them.
  ;[here, there] = await Promise.all([site.start(), site.start()])
  root = await here.signIn('root')
})

let made = 0
interface Account {
  readonly id: string
  readonly url: string
  readonly username: string
  readonly password: string
}

async function join(): Promise<Account> {
  const username = `user${++made}`
  const account = { username, email: `${username}@example.com`, password: `${username}-password` }
  const { status, body, text } = await here.send('POST', '/api/v1/users', { body: account })
  assert.equal(status, 201, text)
  return { ...account, id: body['id'], url: `/api/v1/users/${body['id']}` }
}

async function joinAsAdmin(): Promise<Account> {
  const account = await join()
  assert.equal((await here.send('POST', `${account.url}/promote`, { token: root.access })).status, 200)
  return account
}

const statuses = (token: string) => Promise.all([here.statusOf(token), there.statusOf(token)])

/** What both servers say to an access token and to the refresh token beside it. */
async function assertDead({ access, refresh }: Tokens): Promise<void> {
  assert.deepEqual(await statuses(access), [401, 401])
  const { status, body } = await there.refresh(refresh)
  assert.deepEqual([status, body['code']], [401, 'INVALID_REFRESH_TOKEN'])
}

describe('a token that one server takes back is refused by the other with the next request', () => {
  interface Signed {
    readonly account: Account
    readonly mine: Tokens
    readonly other: Tokens
  }
  const endings: [title: string, end: (signed: Signed) => Promise<{ status: number; text: string }>][] = [
    ['signing out', ({ mine }) => here.send('POST', '/auth/logout', { token: mine.access })],
    [
      'signing out everywhere, in another session',
      ({ other }) => here.send('POST', '/auth/logout?everywhere=true', { token: other.access }),
    ],
    [
      'another password, set in another session',
      ({ account: { url, password: currentPassword }, other }) =>
        here.send('PATCH', url, {
          token: other.access,
          body: { password: 'correct horse battery', currentPassword },
        }),
    ],
    [
      'the session being withdrawn',
      async ({ mine, other }) => {
        const { body } = await here.send('GET', '/auth/sessions', { token: mine.access })
        const { id } = body['data'].find(({ current }: { current: boolean }) => current)
        return here.send('DELETE', `/auth/sessions/${id}`, { token: other.access })
      },
    ],
    [
      'being deactivated',
      ({ account: { url } }) => here.send('PATCH', url, { token: root.access, body: { isActive: false } }),
    ],
    ['being deleted', ({ account: { url } }) => here.send('DELETE', url, { token: root.access })],
  ]
  for (const [title, end] of endings) {
    test(title, async () => {
      const account = await join()
      const { username } = account
      const [mine, other] = [await here.signIn(username), await there.signIn(username)]
      assert.deepEqual(await statuses(mine.access), [200, 200])
      const { status, text } = await end({ account, mine, other })
      assert.ok(status === 200 || status === 204, text)
      await assertDead(mine)
    })
  }

  test('a role that was taken away', async () => {
    const { url, username } = await joinAsAdmin()
    const { access } = await here.signIn(username)
    const ask = async () => (await there.send('GET', '/api/v1/users', { token: access })).status
    assert.equal(await ask(), 200)
    await here.send('POST', `${url}/demote`, { token: root.access })
    assert.equal(await ask(), 403)
  })

  test('the key of an application, within a second', async () => {
    const body = { name: 'Report', scopes: ['stores:read'] }
    const application = (await here.send('POST', '/auth/applications', { token: root.access, body })).body
    const headers = { 'x-application-key': String(application['key']) }
    const ask = async () => (await there.send('GET', '/api/v1/stores', { headers })).status
    assert.equal(await ask(), 200)
    await here.send('DELETE', `/auth/applications/${application['id']}`, { token: root.access })
    await wait(1000)
    assert.equal(await ask(), 401)
  })
})

test('a refresh token that comes again ends its session on both servers', async () => {
  const stolen = await here.signIn('ada')
  const [other, second] = [await here.signIn('ada'), await there.refreshed(stolen.refresh)]
  const third = await here.refreshed(second.refresh)
  assert.equal((await there.refresh(stolen.refresh)).body['code'], 'INVALID_REFRESH_TOKEN')
  for (const tokens of [stolen, second, third]) await assertDead(tokens)
  assert.deepEqual(await statuses(other.access), [200, 200], 'no other session')
})

describe('what must not happen on both servers at once happens on one', () => {
  test('two administrators, who are the last, demote each other: one stays', async () => {
    const rootUrl = `/api/v1/users/${(await here.send('GET', '/auth/whoami', { token: root.access })).body['id']}`
    for (let round = 0; round < 3; round++) {
      const pair = await Promise.all([joinAsAdmin(), joinAsAdmin()])
      const [first, second] = [await here.signIn(pair[0].username), await there.signIn(pair[1].username)]
      await here.send('POST', `${rootUrl}/demote`, { token: first.access })
      const answers = await Promise.all([
        here.send('POST', `${pair[1].url}/demote`, { token: first.access }),
        there.send('POST', `${pair[0].url}/demote`, { token: second.access }),
      ])
      const won = answers.filter(({ status }) => status === 200)
      assert.equal(won.length, 1)
      const { access } = answers[0] === won[0] ? first : second
      assert.equal((await there.send('POST', `${rootUrl}/promote`, { token: access })).status, 200)
      for (const { url } of pair) await here.send('POST', `${url}/demote`, { token: root.access })
    }
  })

  test('two leaders step down: one stays', async () => {
    const [ada, bob] = [await here.signIn('ada'), await there.signIn('bob')]
    const team = await here.send('POST', '/api/v1/teams', { token: ada.access, body: { title: 'Both lead' } })
    const members = `/api/v1/teams/${team.body['id']}/members`
    await here.send('POST', members, { token: ada.access, body: { username: 'bob', isLeader: true } })
    const { body } = await here.send('GET', `${members}?expand=user`, { token: ada.access })
    const urlOf = (username: string) =>
      `${members}/${body['data'].find((each: { user: { username: string } }) => each.user.username === username).id}`
    const answers = await Promise.all([
      here.send('PATCH', urlOf('ada'), { token: ada.access, body: { isLeader: false } }),
      there.send('PATCH', urlOf('bob'), { token: bob.access, body: { isLeader: false } }),
    ])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409])
  })

  test('two people sign up by one name: one has it', async () => {
    const sign = (server: ReferenceProcess, username: string) =>
      server.send('POST', '/api/v1/users', {
        body: { username, email: `${username}@${made++}.example.com`, password: 'correct horse battery' },
      })
    const answers = await Promise.all([sign(here, 'twice'), sign(there, 'TWICE')])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409])
  })
})

describe('a restart', () => {
  for (const how of ['stop', 'kill'] as const) {
    test(`forgets neither tokens nor their end: ${how}`, async () => {
      const { username, url } = await join()
      const gone = await join()
      const [alive, ended] = [await here.signIn(username), await here.signIn(username)]
      const deleted = await here.signIn(gone.username)
      assert.equal((await here.send('POST', '/auth/logout', { token: ended.access })).status, 204)
      assert.equal((await here.send('DELETE', gone.url, { token: root.access })).status, 204)
      await Promise.all([here[how](), there[how]()])
      ;[here, there] = await Promise.all([site.start(), site.start()])
      await assertDead(ended)
      await assertDead(deleted)
      assert.deepEqual(await statuses(alive.access), [200, 200])
      assert.deepEqual(await statuses((await there.refreshed(alive.refresh)).access), [200, 200])
      assert.equal((await here.send('GET', url, { token: root.access })).status, 200)
    })
  }
})
