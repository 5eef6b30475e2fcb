// What changes a password or an address needs the caller's own password once more, by patch of either kind.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { listen, type Server } from 'ninety'
import { createTestDatabase } from 'ninety/testing'
import { readConfiguration } from '../src/configuration.ts'
import { demoAccounts, seedDemoData } from '../src/demo-data.ts'
import { createReferenceApi } from '../src/reference-api.ts'

let server: Server

before(async () => {
  const { url } = await createTestDatabase()
  const configuration = readConfiguration({ DATABASE_URL: url, NODE_ENV: 'test', RATE_LIMITS: 'off' })
  const api = createReferenceApi(configuration, { events: { emit: () => undefined } })
  await api.start()
  await seedDemoData(api)
  server = await listen(api, { port: 0 })
})
after(() => server.close())

async function signIn(username: string, password: string): Promise<string | undefined> {
  const response = await fetch(`${server.url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  const { access_token: token } = (await response.json()) as { access_token?: string }
  return token
}

const passwordOf = (username: string): string =>
  demoAccounts.find((account) => account.username === username)!.password

interface Answer {
  readonly status: number
  readonly etag: string | null
  readonly body: { readonly code?: string; readonly errors?: readonly { pointer: string; code: string }[] }
}

async function ask(token: string, method: string, path: string, patch?: unknown): Promise<Answer> {
  const type = Array.isArray(patch) ? 'application/json-patch+json' : 'application/merge-patch+json'
  const response = await fetch(`${server.url}/api/v1/users/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(patch !== undefined && { 'content-type': type }) },
    ...(patch !== undefined && { body: JSON.stringify(patch) }),
  })
  const body = (await response.json()) as Answer['body']
  return { status: response.status, etag: response.headers.get('etag'), body }
}

const mine = (value: unknown) => ({ op: 'test', path: '/currentPassword', value })
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value })
const next = 'another long password'

describe('a JSON Patch of an account', () => {
  const refused: [title: string, patch: readonly object[], status: number, faults: string[]][] = [
    [
      'a new password without the current one',
      [replace('/password', next)],
      422,
      ['/currentPassword required'],
    ],
    ['a new address without it', [replace('/email', 'new@example.com')], 422, ['/currentPassword required']],
    [
      'a new address copied without it',
      [{ op: 'copy', from: '/username', path: '/email' }],
      422,
      ['/0/path wrong_form'],
    ],
    ['a new password with a wrong one', [mine('not this one'), replace('/password', next)], 403, []],
    ['a new address with a wrong one', [mine('not this one'), replace('/email', 'new@example.com')], 403, []],
    [
      'a current password that is no text',
      [mine(5), replace('/password', next)],
      422,
      ['/0/value wrong_type'],
    ],
    [
      'two current passwords',
      [mine('not this one'), mine(passwordOf('ada')), replace('/password', next)],
      409,
      ['/1 test_failed'],
    ],
    [
      'a test of the kept password that fails',
      [{ op: 'test', path: '/password', value: 'not this one' }, replace('/firstName', 'A')],
      409,
      ['/0 test_failed'],
    ],
    [
      'a common password',
      [mine(passwordOf('ada')), replace('/password', 'password123')],
      422,
      ['/1/value too_common'],
    ],
    [
      'becoming an admin',
      [mine(passwordOf('ada')), replace('/isAdmin', true)],
      403,
      ['/1/value not_writable'],
    ],
    [
      'a look at the hash',
      [{ op: 'copy', from: '/password', path: '/firstName' }],
      422,
      ['/0/from not_shown'],
    ],
  ]
  for (const [title, patch, status, faults] of refused) {
    test(`refuses ${title}, and changes nothing`, async () => {
      const ada = (await signIn('ada', passwordOf('ada')))!
      const { etag } = await ask(ada, 'GET', 'me')
      const answer = await ask(ada, 'PATCH', 'me', patch)
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.deepEqual(
        (answer.body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`),
        faults,
      )
      assert.equal((await ask(ada, 'GET', 'me')).etag, etag)
    })
  }

  test('renames without the password', async () => {
    const ada = (await signIn('ada', passwordOf('ada')))!
    const answer = await ask(ada, 'PATCH', 'me', [
      replace('/firstName', 'Augusta'),
      replace('/username', 'ada.l'),
    ])
    assert.equal(answer.status, 200)
    const back = await ask(ada, 'PATCH', 'me', [
      { op: 'test', path: '/username', value: 'ada.l' },
      replace('/username', 'ada'),
    ])
    assert.equal(back.status, 200)
  })
  test('sends back the address there is without it', async () => {
    const ada = (await signIn('ada', passwordOf('ada')))!
    const email = ((await ask(ada, 'GET', 'me')).body as { email?: string }).email
    assert.equal((await ask(ada, 'PATCH', 'me', [replace('/email', email)])).status, 200)
  })
  test('changes password and address with it', async () => {
    const bob = (await signIn('bob', passwordOf('bob')))!
    const patch = [mine(passwordOf('bob')), replace('/password', next), replace('/email', 'bob@new.example')]
    assert.equal((await ask(bob, 'PATCH', 'me', patch)).status, 200)
    assert.equal(await signIn('bob', passwordOf('bob')), undefined)
    const again = (await signIn('bob@new.example', next))!
    const merge = { currentPassword: next, password: passwordOf('bob') }
    assert.equal((await ask(again, 'PATCH', 'me', merge)).status, 200)
  })
  test("takes an admin's own password for another's account", async () => {
    const root = (await signIn('root', passwordOf('root')))!
    const ada = (await signIn('ada', passwordOf('ada')))!
    const { id } = (await ask(ada, 'GET', 'me')).body as { id?: string }
    const change = (password: string) => [mine(password), replace('/email', 'ada@new.example')]
    assert.equal((await ask(root, 'PATCH', id!, change(passwordOf('ada')))).status, 403)
    assert.equal((await ask(root, 'PATCH', id!, change(passwordOf('root')))).status, 200)
  })
})
