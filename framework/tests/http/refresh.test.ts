// Refresh tokens: each is good once, and one that comes twice is stolen (RFC 9700 section 4.14.2).
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openAccounts, type Accounts } from './accounts.ts'

const api = await openAccounts()

const refusalOf = async (asked: ReturnType<Accounts['ask']>) => {
  const { status, json, headers } = await asked
  return [status, json?.code, headers['www-authenticate']]
}
const invalid = [401, 'INVALID_REFRESH_TOKEN', 'Bearer realm="api"']
const late = [401, 'REFRESH_TOKEN_EXCHANGED', 'Bearer realm="api"']

const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())

describe('a refresh token', () => {
  it('is exchanged for the next one and an access token of the same session', async () => {
    const first = await api.signIn('ada')
    const { status, json, headers } = await api.refresh(first.refresh)
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.deepEqual(
      [json.token_type, json.expires_in, json.scope],
      ['Bearer', 900, payloadOf(first.access).scope],
    )
    assert.notEqual(json.refresh_token, first.refresh)
    const [before, now] = [payloadOf(first.access), payloadOf(json.access_token)]
    assert.deepEqual([now.sub, now.sid, now.client_id], [api.ids.ada, before.sid, 'first-party'])
    assert.equal((await api.whoami(json.access_token)).status, 200)
    assert.equal((await api.whoami(first.access)).status, 200, 'the access token before lives on')
  })
  it('may come as a form', async () => {
    const { refresh } = await api.signIn('ada')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = `refresh_token=${refresh}&scope=`
    assert.equal((await api.ask('POST', '/auth/refresh', { body, headers })).status, 200)
  })
  it('needs no access token, and does not look at one', async () => {
    const { refresh } = await api.signIn('ada')
    const body = { refresh_token: refresh }
    assert.equal((await api.ask('POST', '/auth/refresh', { as: 'expired', body })).status, 200)
  })
  it('goes on and on', async () => {
    let tokens = await api.signIn('ada')
    for (let round = 0; round < 5; round++) {
      api.wait(60)
      tokens = await api.refreshed(tokens.refresh)
    }
    assert.equal((await api.whoami(tokens.access)).status, 200)
  })
  it('does not make the sign-in fresh again', async () => {
    const first = await api.signIn('ada')
    assert.equal((await api.whoami(first.access)).json.fresh, true)
    const note = await api.ask('POST', '/notes', { as: first.access, body: { text: 'x' } })
    api.wait(601)
    const next = await api.refreshed(first.refresh)
    assert.equal((await api.whoami(next.access)).json.fresh, false)
    assert.equal(payloadOf(next.access).auth_time, payloadOf(first.access).auth_time)
    const remove = (as: string) => api.ask('DELETE', `/notes/${note.json.id}`, { as })
    const stale = await remove(next.access)
    assert.deepEqual([stale.status, stale.json.code], [401, 'INSUFFICIENT_USER_AUTHENTICATION'])
    assert.equal((await remove((await api.signIn('ada')).access)).status, 204)
  })
  it('expires with the session when it is not used, and is renewed by each use', async () => {
    const day = 86_400
    const { refresh } = await api.signIn('ada')
    api.wait(30 * day - 1)
    const next = await api.refreshed(refresh)
    api.wait(30 * day - 1)
    const last = await api.refreshed(next.refresh)
    api.wait(30 * day)
    assert.deepEqual(await refusalOf(api.refresh(last.refresh)), invalid)
  })
})

describe('the scopes of a session', () => {
  it('can be narrowed for an access token', async () => {
    const { refresh } = await api.signIn('ada', { scope: 'notes:read notes:write' })
    const narrow = await api.refreshed(refresh, { scope: 'notes:read' })
    assert.equal(payloadOf(narrow.access).scope, 'notes:read')
    const body = { text: 'x' }
    assert.equal((await api.ask('POST', '/notes', { as: narrow.access, body })).status, 403)
    const wide = await api.refreshed(narrow.refresh)
    assert.equal(payloadOf(wide.access).scope, 'notes:read notes:write', 'RFC 6749 section 6')
  })
  it('never widen, and the token stays good when that was tried', async () => {
    const { refresh } = await api.signIn('ada', { scope: 'notes:read' })
    for (const scope of ['notes:read notes:write', 'accounts:read', 'root']) {
      const { status, json } = await api.refresh(refresh, { scope })
      assert.deepEqual(
        [status, json.errors[0].pointer, json.errors[0].code],
        [422, '/scope', 'unknown_scope'],
      )
    }
    assert.equal((await api.refresh(refresh)).status, 200)
  })
})

describe('a refresh token that comes again', () => {
  it('within ten seconds is only late: another tab has won', async () => {
    const { refresh } = await api.signIn('ada')
    const won = await api.refreshed(refresh)
    api.wait(10)
    assert.deepEqual(await refusalOf(api.refresh(refresh)), late)
    assert.equal((await api.whoami(won.access)).status, 200)
    assert.equal((await api.refresh(won.refresh)).status, 200)
  })
  it('later is stolen: the session ends, for the thief and the owner', async () => {
    const { refresh } = await api.signIn('ada')
    const thief = await api.refreshed(refresh)
    api.wait(11)
    api.warnings.length = 0
    assert.deepEqual(await refusalOf(api.refresh(refresh)), invalid)
    assert.equal((await api.whoami(thief.access)).json.code, 'INVALID_TOKEN')
    assert.deepEqual(await refusalOf(api.refresh(thief.refresh)), invalid)
    assert.equal(api.warnings.length, 1)
    assert.match(api.warnings[0]!, /came a second time/)
    assert.ok(![refresh, thief.refresh, thief.access].some((secret) => api.warnings[0]!.includes(secret)))
  })
  it('however old it is', async () => {
    const first = await api.signIn('ada')
    const second = await api.refreshed(first.refresh)
    const third = await api.refreshed(second.refresh)
    assert.deepEqual(await refusalOf(api.refresh(first.refresh)), invalid, 'no tab is two exchanges behind')
    assert.equal((await api.whoami(third.access)).status, 401)
  })
  it('ends no other session', async () => {
    const others = [await api.signIn('ada'), await api.signIn('bob')]
    const { refresh } = await api.signIn('ada')
    await api.refreshed(refresh)
    api.wait(11)
    await api.refresh(refresh)
    for (const { access } of others) assert.equal((await api.whoami(access)).status, 200)
  })
  it('at the same time: exactly one wins, and the session lives', async () => {
    const { refresh } = await api.signIn('ada')
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.refresh(refresh)))
    const won = answers.filter(({ status }) => status === 200)
    assert.equal(won.length, 1)
    for (const { status, json } of answers) if (status !== 200) assert.equal(json.code, late[1])
    assert.equal((await api.refresh(won[0]!.json.refresh_token)).status, 200)
  })
})

describe('what is no refresh token', () => {
  it('is refused, and ends nothing', async () => {
    const { access, refresh } = await api.signIn('ada')
    const bytes = Buffer.from(refresh, 'base64url')
    const changed = (place: number) => {
      const copy = Buffer.from(bytes)
      copy[place]! ^= 1
      return copy.toString('base64url')
    }
    const bob = Buffer.from((await api.signIn('bob')).refresh, 'base64url')
    const crossed = Buffer.concat([bytes.subarray(0, 16), bob.subarray(16)]).toString('base64url')
    const wrong = [
      '',
      'x',
      access,
      `${refresh}=`,
      ` ${refresh}`,
      refresh.slice(1),
      `${refresh}A`,
      '☃',
      crossed,
    ]
    for (const text of [...wrong, 'A'.repeat(107), 'A'.repeat(100_000), changed(0), changed(16), changed(47)])
      assert.deepEqual(await refusalOf(api.refresh(text)), invalid, text.slice(0, 120))
    assert.equal((await api.refresh(refresh)).status, 200, 'who knows a session alone cannot end it')
  })
  it('is named when the body is not right', async () => {
    const { refresh } = await api.signIn('ada')
    const bodies = [{}, { refresh_token: 1 }, { refresh_token: refresh, scopes: 'x' }, []]
    for (const body of bodies) assert.equal((await api.ask('POST', '/auth/refresh', { body })).status, 422)
    const odd = { body: 'refresh_token', headers: { 'content-type': 'text/plain' } }
    assert.equal((await api.ask('POST', '/auth/refresh', odd)).status, 415)
    const inUrl = `/auth/refresh?refresh_token=${refresh}`
    assert.equal((await api.ask('POST', inUrl, { body: {} })).status, 400)
    assert.equal((await api.refresh(refresh)).status, 200)
  })
})
