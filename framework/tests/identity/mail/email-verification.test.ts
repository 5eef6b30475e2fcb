// Addresses that are known to be their owner's: by a code mailed to them, until they change.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, field, isSelf, resource } from '../../../src/index.ts'
import { identity } from '../../../src/identity.ts'
import { inbox } from '../../../src/mail.ts'
import { createTestApi } from '../../../src/testing.ts'
import { members, openMembers, passwordOf, pause, type Members } from './members.ts'

const api = await openMembers()
const path = '/auth/email-verification'

const confirm = (code: string, on = api) => on.post(`${path}/confirm`, { code })
const read = async (id: string, on = api) =>
  (await on.as({ id: 'root', roles: ['admin'] }).request('GET', `/members/${id}`)).body
const isVerified = async (id: string, on = api) => (await read(id, on))['emailVerified']
const again = async (username: string, on: Members = api) =>
  on.request('POST', path, await on.signIn(username))

/** Makes a member and gives back the code of the first mail. */
async function join(username: string, on = api): Promise<{ id: string; code: string }> {
  const body = { username, email: `${username}@example.com`, secret: passwordOf(username) }
  const answer = await on.post('/members', body)
  assert.deepEqual([answer.status, answer.body['emailVerified']], [201, false])
  return { id: String(answer.body['id']), code: await on.receiveCode() }
}

describe('after a sign-up', () => {
  it('the code of the mail verifies the address, once', async () => {
    const { id, code } = await join('ada')
    assert.equal(await isVerified(id), false)
    assert.equal((await confirm(code)).status, 204)
    assert.equal(await isVerified(id), true)
    const { status, body } = await confirm(code)
    assert.deepEqual([status, body['code']], [422, 'INVALID_CODE'])
  })
  it('the mail leads to a page, and tells nothing that a user chose', async () => {
    const body = { username: 'Visit evil.example', email: 'victim@example.com', secret: 'a good password' }
    await api.post('/members', body)
    const [mail] = await api.receive()
    assert.match(mail!.code!.url!, /^https:\/\/api\.example\.com\/auth\/email-verification#code=[\w-]{43}$/)
    assert.doesNotMatch(`${mail!.subject}${mail!.text}`, /evil/)
    assert.equal(Date.parse(mail!.code!.expiresAt) - api.clock.now(), 86_400_000)
  })
  it('nothing is mailed where nobody came to be', async () => {
    await join('babbage')
    const taken = { username: 'other', email: 'BABBAGE@example.com', secret: 'a good password' }
    assert.equal((await api.post('/members', taken)).status, 409)
    assert.equal(
      (await api.post('/members', { username: 'short', email: 'short@example.com', secret: 'x' })).status,
      422,
    )
    await api.receive(0)
  })
  it('another mail takes the scope that changes users', async () => {
    await api.join('hopper', undefined, false)
    const signIn = { username: 'hopper', password: passwordOf('hopper') }
    for (const [scope, status] of [
      ['members:read', 403],
      ['members:write', 202],
    ] as const) {
      const { body } = await api.post('/auth/login', { ...signIn, scope })
      const headers = { authorization: `Bearer ${String(body['access_token'])}` }
      assert.equal((await api.request('POST', path, { headers })).status, status, scope)
      await api.receive(status === 202 ? 1 : 0)
    }
  })
  it('nothing is mailed where there is no address', async () => {
    await api.join('curie', null)
    await api.receive(0)
    assert.equal((await again('curie')).status, 202)
    await api.receive(0)
  })
  it('the field cannot be written by anybody but the code', async () => {
    const body = { username: 'eve', email: 'eve@example.com', secret: 'a good password', emailVerified: true }
    assert.equal((await api.post('/members', body)).status, 422)
    const { id } = await join('dirac')
    assert.equal((await api.change(id, { emailVerified: true })).status, 422)
    assert.equal(await isVerified(id), false)
  })
})

describe('a code', () => {
  it('expires after a day', async () => {
    const own = await openMembers()
    const { id, code } = await join('ada', own)
    own.clock.advance('24h')
    assert.equal((await confirm(code, own)).body['code'], 'INVALID_CODE')
    assert.equal(await isVerified(id, own), false)
  })
  it('ends with the next one', async () => {
    const { id, code } = await join('euler')
    assert.equal((await again('euler')).status, 202)
    const second = await api.receiveCode()
    assert.equal((await confirm(code)).status, 422)
    assert.equal((await confirm(second)).status, 204)
    assert.equal(await isVerified(id), true)
    assert.equal((await again('euler')).status, 202)
    await api.receive(0)
  })
  it('is for the address it went to, and no other', async () => {
    const { id, code } = await join('fermat')
    assert.equal((await api.change(id, { email: 'other@example.com' })).status, 200)
    const [mail] = await api.receive()
    assert.equal(mail!.to, 'other@example.com')
    assert.equal((await confirm(code)).status, 422)
    assert.equal(await isVerified(id), false)
    // Nor is it good once the address is the first one again.
    await api.change(id, { email: 'fermat@example.com' })
    await api.receive()
    assert.equal((await confirm(code)).status, 422)
  })
  it('is good for one of many who come at once', async () => {
    const { code } = await join('gauss')
    const answers = await Promise.all(Array.from({ length: 8 }, () => confirm(code)))
    assert.equal(answers.filter(({ status }) => status === 204).length, 1)
  })
  it('ends with another password only where it was for that', async () => {
    const { id, code } = await join('hilbert')
    await api.change(id, { secret: 'another good password' })
    assert.equal((await confirm(code)).status, 204)
  })
  it('of an account that was switched off is good no more', async () => {
    const { id, code } = await join('ivan')
    await api.change(id, { isActive: false })
    await api.change(id, { isActive: true })
    assert.equal((await confirm(code)).status, 422)
  })
})

describe('another address', () => {
  it('is not verified from the same moment on', async () => {
    const id = await api.join('jacobi')
    const { body, headers } = await api.change(id, { email: 'jacobi@example.org' })
    assert.deepEqual([body['email'], body['emailVerified']], ['jacobi@example.org', false])
    const code = await api.receiveCode()
    const { etag } = (await api.as({ id: 'root', roles: ['admin'] }).request('GET', `/members/${id}`))
      .headers as {
      etag: string
    }
    assert.equal(etag, (headers as { etag: string }).etag, 'the answer shows the row as it is')
    assert.equal((await confirm(code)).status, 204)
    assert.equal(await isVerified(id), true)
  })
  it('stays verified where it is sent back as it was', async () => {
    const id = await api.join('kepler')
    const row = await read(id)
    const { email, username } = row as { email: string; username: string }
    assert.equal((await api.change(id, { email, username, emailVerified: true })).status, 200)
    assert.equal(await isVerified(id), true)
    await api.receive(0)
  })
  it('of a write that was undone changes and mails nothing', async () => {
    const id = await api.join('lovelace')
    await api.as({ id: 'root', roles: ['admin'] }).request('POST', `/members/${id}/fail`, {
      body: { email: 'elsewhere@example.com' },
    })
    const { email, emailVerified } = await read(id)
    assert.deepEqual([email, emailVerified], ['lovelace@example.com', true])
    await api.receive(0)
  })
  it('of none says nothing about the next', async () => {
    const id = await api.join('noether')
    assert.equal((await api.change(id, { email: null })).body['emailVerified'], false)
    await api.receive(0)
  })
})

describe('who asks for another mail', () => {
  it('must be signed in, and a user', async () => {
    assert.equal((await api.request('POST', path)).status, 401)
    const robot = api.as({ kind: 'service', client: 'robot' })
    assert.equal((await robot.request('POST', path)).status, 403)
  })
  it('is stopped where they ask too often', async () => {
    const own = await openMembers()
    await join('ada', own)
    const session = await own.signIn('ada')
    const statuses: number[] = []
    for (let count = 0; count < 7; count++) statuses.push((await own.request('POST', path, session)).status)
    assert.deepEqual(statuses, [202, 202, 202, 202, 202, 429, 429])
    await own.receive(5)
  })
  it('cannot flood others by changing the address again and again', async () => {
    const own = await openMembers()
    const { id } = await join('eve', own)
    for (let index = 0; index < 20; index++) await own.change(id, { email: `victim${index}@example.com` })
    for (let turn = 0; turn < 20; turn++) await pause(5)
    assert.ok(own.mails.messages.length <= 10)
  })
})

describe('accounts that only the code makes active', () => {
  const guests = resource('guests', {
    fields: {
      email: field.email().unique(),
      isVerified: field.boolean().default(false).readOnly(),
      password: field.secret(),
    },
    access: { create: anyone(), read: isSelf(), update: isSelf() },
  })
  it('need nothing but the same field for both', async () => {
    const mails = inbox()
    const verified = { active: 'isVerified', email: 'email', emailVerified: 'isVerified' } as const
    await using test = await createTestApi({
      resources: [guests],
      identity: identity({
        users: { resource: guests, login: ['email'], password: 'password', ...verified },
        mail: mails,
      }),
    })
    const post = (to: string, body: object) => test.request('POST', to, { body })
    const credentials = { username: 'ada@example.com', password: 'correct horse battery' }
    const login = () => post('/auth/login', credentials)
    const receive = async (count: number) => {
      for (let turn = 0; turn < 500 && mails.messages.length < count; turn++) await pause(2)
      return mails.messages[0]!.code!
    }
    await post('/guests', { email: credentials.username, password: credentials.password })
    assert.equal((await login()).status, 401)
    const { code } = await receive(1)
    assert.equal((await post(`${path}/confirm`, { code })).status, 204)
    const { status, body } = await login()
    assert.equal(status, 200)
    const headers = { authorization: `Bearer ${String(body['access_token'])}` }
    // Another address has to be confirmed as well before anybody signs in with it.
    await test.request('PATCH', '/guests/me', {
      body: JSON.stringify({ email: 'lovelace@example.com' }),
      headers: { ...headers, 'content-type': 'application/merge-patch+json' },
    })
    assert.equal((await test.request('GET', '/auth/whoami', { headers })).status, 401)
    await receive(2)
    // Whoever lost that mail resets the password, which proves as much.
    await post('/auth/password-reset', { username: 'lovelace@example.com' })
    const reset = await receive(3)
    assert.equal(reset.purpose, 'password-reset')
    const password = 'another good password'
    assert.equal((await post('/auth/password-reset/confirm', { code: reset.code, password })).status, 204)
    assert.equal((await post('/auth/login', { username: 'lovelace@example.com', password })).status, 200)
  })
})

describe('a declaration', () => {
  const users = { resource: members, login: ['username'], password: 'secret' } as const
  const open = resource('open', {
    fields: { email: field.email().unique(), isVerified: field.boolean(), password: field.secret() },
  })
  const wrong: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['mails without addresses', () => identity({ users, mail: inbox() }), /identity\.mail/],
    [
      'verified addresses without any',
      () => identity({ users: { ...users, emailVerified: 'emailVerified' } }),
      /users\.emailVerified/,
    ],
    [
      'a field that users write themselves',
      () =>
        identity({
          users: {
            resource: open,
            login: ['email'],
            password: 'password',
            email: 'email',
            emailVerified: 'isVerified',
          },
        }),
      /may be written by users/,
    ],
  ]
  for (const [what, declare, message] of wrong) {
    it(`is refused: ${what}`, () => assert.throws(declare, { name: 'DeclarationError', message }))
  }
})
