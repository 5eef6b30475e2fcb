// Several processes that count attempts in one place give a guesser no more of them than one would.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { needsRedis, newPrefix, redisUrl } from '../redis/find-redis.ts'
import { createSchema, skip } from '../store/postgres-database.ts'
import { addAccounts, createAccountsApi } from './accounts.ts'
import { startProcess } from './start-process.ts'

const start = (t: TestContext, places: readonly string[]) => startProcess(t, 'attempts-process.ts', places)

async function login(url: string, username: string, password: string): Promise<number> {
  const response = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  await response.text()
  return response.status
}

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-attempts-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function countsTogether(t: TestContext, places: readonly string[]): Promise<void> {
  const api = createAccountsApi(places[0])
  await api.start()
  await addAccounts(api)
  await api.context.store.close()

  const servers = await Promise.all([start(t, places), start(t, places)])
  const guesses = Array.from({ length: 20 }, (_, index) =>
    login(servers[index % 2]!.url, 'ada', `guess-${index}`),
  )
  const statuses = await Promise.all(guesses)
  const count = (status: number) => statuses.filter((each) => each === status).length
  assert.deepEqual([count(401), count(429)], [5, 15])
  assert.equal(await login(servers[1]!.url, 'bob', 'bob-password'), 200)

  await Promise.all(servers.map(({ stop }) => stop()))
  const { url } = await start(t, places)
  assert.equal(await login(url, 'ada', 'ada-password'), 429)
}

test('two processes with one file count wrong passwords together, and a restart forgets none', (t) => {
  const folder = makeFolder(t)
  return countsTogether(t, [join(folder, 'accounts.db'), join(folder, 'attempts.db')])
})

test(
  'two processes with one Redis count wrong passwords together, and a restart forgets none',
  needsRedis,
  (t) => countsTogether(t, [join(makeFolder(t), 'accounts.db'), redisUrl, newPrefix()]),
)

test(
  'two processes with one PostgreSQL count wrong passwords together, and a restart forgets none',
  { skip },
  async (t) => countsTogether(t, [(await createSchema()).url]),
)
