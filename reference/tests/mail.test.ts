// What is mailed to the accounts of the reference server, and what the codes of mails are good for.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { AddressInfo } from 'node:net'
import { listen } from 'ninety'
import { SMTPServer } from 'smtp-server'
import { createTestDatabase } from 'ninety/testing'
import { readConfiguration } from '../src/configuration.ts'
import { createReferenceApi } from '../src/reference-api.ts'
import { openReferenceServer, type ReferenceServer } from './reference-server.ts'

const site = { RATE_LIMITS: 'off', PUBLIC_URL: 'https://api.example' }
const server = await openReferenceServer(site)
const { send } = server

/** The codes of the inbox for a purpose, the newest first, once there are as many as awaited. */
async function readCodes(address: string, page: string, count = 1, from = server): Promise<string[]> {
  const link = new RegExp(`<a href="https://api\\.example/auth/${page}#code=([\\w-]{43})"`)
  for (let turn = 0; turn < 500; turn++) {
    const { text } = await from.send('GET', '/dev/inbox')
    const mails = text.split('<article').filter((mail) => mail.includes(`<dd>${address}</dd>`))
    const codes = mails.flatMap((mail) => link.exec(mail)?.[1] ?? [])
    if (codes.length >= count) return codes
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return assert.fail(`no ${count} mails to ${address}`)
}

const credentialsOf = (username: string) => ({ username, password: `${username}-password` })
const signUp = (username: string, on: ReferenceServer = server) =>
  on.send('POST', '/api/v1/users', {
    body: { ...credentialsOf(username), email: `${username}@example.com` },
  })

describe('a new account', () => {
  test('has its address verified by the code of the mail', async () => {
    const made = await signUp('grace')
    assert.deepEqual([made.status, made.body['emailVerified']], [201, false])
    const [code] = await readCodes('grace@example.com', 'email-verification')
    assert.equal((await send('POST', '/auth/email-verification/confirm', { body: { code } })).status, 204)
    await server.signIn('grace', 'grace-password')
    const { body } = await send('GET', '/api/v1/users/me', { as: 'grace' })
    assert.equal(body['emailVerified'], true)
  })
  test('loses that with another address, which needs the password as before', async () => {
    await signUp('alan')
    const [code] = await readCodes('alan@example.com', 'email-verification')
    await send('POST', '/auth/email-verification/confirm', { body: { code } })
    await server.signIn('alan', 'alan-password')
    const change = (body: object) =>
      send('PATCH', '/api/v1/users/me', {
        as: 'alan',
        body,
        headers: { 'content-type': 'application/merge-patch+json' },
      })
    const moved = { email: 'turing@example.com' }
    assert.equal((await change(moved)).status, 422)
    assert.equal((await change({ emailVerified: true, ...moved })).status, 422)
    const { status, body } = await change({ ...moved, currentPassword: 'alan-password' })
    assert.deepEqual([status, body['emailVerified']], [200, false])
    const [next] = await readCodes('turing@example.com', 'email-verification')
    assert.equal(
      (await send('POST', '/auth/email-verification/confirm', { body: { code: next } })).status,
      204,
    )
  })
  test('has nothing to do where it is one of the demonstration', async () => {
    const { body } = await send('GET', '/api/v1/users/me', { as: 'ada' })
    assert.equal(body['emailVerified'], true)
    assert.doesNotMatch((await send('GET', '/dev/inbox')).text, /ada@example\.com/)
  })
})

describe('a forgotten password', () => {
  test('is replaced by whoever reads the mails, and every session ends', async () => {
    await signUp('barbara')
    await server.signIn('barbara', 'barbara-password')
    const asked = await send('POST', '/auth/password-reset', { body: { username: 'barbara@example.com' } })
    assert.deepEqual([asked.status, asked.text], [202, ''])
    const [code] = await readCodes('barbara@example.com', 'password-reset')
    const confirm = (password: string) =>
      send('POST', '/auth/password-reset/confirm', { body: { code, password } })
    assert.equal((await confirm('password123')).body['errors'][0].code, 'too_common')
    assert.equal((await confirm('correct horse battery')).status, 204)
    assert.equal((await send('GET', '/auth/whoami', { as: 'barbara' })).status, 401)
    await server.signIn('barbara', 'correct horse battery')
    assert.equal((await confirm('another good password')).body['code'], 'INVALID_CODE')
  })
  test('is asked for in vain by nobody, with the same answer', async () => {
    const answers = await Promise.all(
      ['bob', 'nobody'].map((username) => send('POST', '/auth/password-reset', { body: { username } })),
    )
    const [first, second] = answers.map(({ status, text, headers }) => {
      const names = [...headers.keys()].filter((name) => !['date', 'x-request-id'].includes(name))
      return { status, text, headers: names.map((name) => [name, headers.get(name)]) }
    })
    assert.deepEqual(first, second)
  })
})

describe('where every request needs an application key', () => {
  test('people reach the pages of mails all the same, and programs need it', async () => {
    const { url } = await createTestDatabase()
    const configuration = readConfiguration({
      DATABASE_URL: url,
      REQUIRE_APPLICATION_KEY: 'true',
      NODE_ENV: 'test',
    })
    const guarded = await listen(createReferenceApi(configuration, { events: { emit: () => {} } }), {
      port: 0,
    })
    after(() => guarded.close())
    const statusOf = async (path: string, more: RequestInit = {}) =>
      (await fetch(new URL(path, guarded.url), more)).status
    const form = { method: 'POST', body: new URLSearchParams({ code: 'x', password: 'y' }) }
    assert.equal(await statusOf('/auth/password-reset'), 200)
    assert.equal(await statusOf('/auth/password-reset/page', form), 422)
    assert.equal(await statusOf('/auth/password-reset/confirm', form), 401)
  })
})

describe('in production', () => {
  const production = { ...site, NODE_ENV: 'production', SECRET: 'a'.repeat(32) }
  test('there is no inbox, and without a mail server there are no codes', async () => {
    const own = await openReferenceServer(production)
    assert.equal((await own.send('GET', '/dev/inbox')).status, 404)
    for (const path of ['/auth/password-reset', '/auth/email-verification', '/auth/password-reset/page'])
      assert.equal((await own.send('POST', path, { body: {} })).status, 404)
  })
  test('mails go to the server that is declared', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const mailServer = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      onData(stream, _session, done) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          resolve(Buffer.concat(chunks).toString())
          done()
        })
      },
    })
    await new Promise<void>((listening) => void mailServer.listen(0, '127.0.0.1', listening))
    after(() => mailServer.close())
    const { port } = mailServer.server.address() as AddressInfo
    const mail = { MAIL_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Ninety <no-reply@example.com>' }
    const own = await openReferenceServer({ ...production, ...mail })
    assert.equal((await own.send('GET', '/dev/inbox')).status, 404)
    assert.equal((await signUp('grace', own)).status, 201)
    const source = (await promise).replace(/=\r\n/g, '').replaceAll('=3D', '=')
    assert.match(source, /^To: grace@example\.com\r$/m)
    const code = /email-verification#code=([\w-]{43})/.exec(source)![1]
    assert.equal((await own.send('POST', '/auth/email-verification/confirm', { body: { code } })).status, 204)
  })
})
