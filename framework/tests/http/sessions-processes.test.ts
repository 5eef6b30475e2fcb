// Several processes on one database: what one takes back, no other gives a second of grace, and nobody forgets.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { createTestDatabase } from '../../src/tooling/testing/test-store.ts'
import { addAccounts, createAccountsApi, toTokens, type Tokens } from './accounts.ts'

const program = new URL('accounts-process.ts', import.meta.url).pathname
const { url: database } = await createTestDatabase()
const stops: (() => Promise<unknown>)[] = []
let urls: readonly [string, string]
let ids: Readonly<Record<'ada' | 'bob' | 'root', string>>

async function start(): Promise<string> {
  const child = spawn(process.execPath, [program, database], { stdio: ['ignore', 'pipe', 'inherit'] })
  stops.push(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  return String(value)
}

before(async () => {
  const api = createAccountsApi(database)
  await api.start()
  ids = await addAccounts(api)
  await api.context.store.close()
  urls = await Promise.all([start(), start()])
})
after(async () => {
  await Promise.all(stops.map((stop) => stop()))
})

async function ask(
  url: string,
  { method = 'GET', as = '', body = undefined as unknown, type = 'json' } = {},
) {
  const response = await fetch(url, {
    method,
    headers: {
      ...(as !== '' && { authorization: `Bearer ${as}` }),
      ...(body !== undefined && { 'content-type': `application/${type}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
}
const post = (url: string, body: unknown) => ask(url, { method: 'POST', body })
const statusOf = async (url: string, { access }: Tokens) =>
  (await ask(`${url}/auth/whoami`, { as: access })).status

async function signIn(url: string, username: string): Promise<Tokens> {
  const { status, json } = await post(`${url}/auth/login`, { username, password: `${username}-password` })
  assert.equal(status, 200)
  return toTokens(json)
}

test('signing out in one process is known to the other with its very next request', async () => {
  const [here, there] = urls
  for (let round = 0; round < 5; round++) {
    const tokens = await signIn(here, 'ada')
    assert.deepEqual([await statusOf(here, tokens), await statusOf(there, tokens)], [200, 200])
    await ask(`${here}/auth/logout`, { method: 'POST', as: tokens.access })
    assert.deepEqual([await statusOf(there, tokens), await statusOf(here, tokens)], [401, 401])
    const { status } = await post(`${there}/auth/refresh`, { refresh_token: tokens.refresh })
    assert.equal(status, 401)
  }
})

test('of exchanges in both processes at the same time exactly one wins', async () => {
  for (let round = 0; round < 5; round++) {
    const { refresh } = await signIn(urls[0], 'ada')
    const answers = await Promise.all(
      [...urls, ...urls, ...urls].map((url) => post(`${url}/auth/refresh`, { refresh_token: refresh })),
    )
    const won = answers.filter(({ status }) => status === 200)
    assert.equal(won.length, 1)
    const lost = answers.filter(({ status }) => status !== 200)
    assert.ok(lost.every(({ status, json }) => status === 401 && json.code === 'REFRESH_TOKEN_EXCHANGED'))
    assert.equal(await statusOf(urls[1], toTokens(won[0]!.json)), 200)
  }
})

test('a user deactivated in one process and activated in the other stays signed out', async () => {
  const [here, there] = urls
  const [bob, root] = [await signIn(there, 'bob'), await signIn(here, 'root')]
  const patch = (url: string, isActive: boolean) =>
    ask(`${url}/accounts/${ids.bob}`, {
      method: 'PATCH',
      as: root.access,
      body: { isActive },
      type: 'merge-patch+json',
    })
  assert.equal((await patch(here, false)).status, 200)
  assert.equal(await statusOf(there, bob), 401)
  assert.equal((await patch(there, true)).status, 200)
  assert.deepEqual([await statusOf(here, bob), await statusOf(there, bob)], [401, 401])
})

test('a restart forgets neither sessions nor their end', async () => {
  const [ended, alive] = [await signIn(urls[0], 'ada'), await signIn(urls[0], 'ada')]
  await ask(`${urls[0]}/auth/logout`, { method: 'POST', as: ended.access })
  await Promise.all(stops.splice(0).map((stop) => stop()))
  const url = await start()
  assert.deepEqual([await statusOf(url, ended), await statusOf(url, alive)], [401, 200])
  assert.equal((await post(`${url}/auth/refresh`, { refresh_token: ended.refresh })).status, 401)
  assert.equal((await post(`${url}/auth/refresh`, { refresh_token: alive.refresh })).status, 200)
})
