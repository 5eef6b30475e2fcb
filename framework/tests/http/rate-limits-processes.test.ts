// Several processes that count in one place allow no more together than one would.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { needsRedis, newPrefix, redisUrl } from '../redis/find-redis.ts'
import { createSchema, skip } from '../store/postgres-database.ts'
import { startProcess } from './start-process.ts'

const start = (t: TestContext, place: readonly string[]) => startProcess(t, 'rate-limits-process.ts', place)

const statusesOf = (urls: readonly string[], count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const response = await fetch(`${urls[index % urls.length]}/notes`)
      await response.text()
      return response.status
    }),
  )

async function allowsWhatTheLimitSays(t: TestContext, place: readonly string[]): Promise<void> {
  const servers = await Promise.all([start(t, place), start(t, place)])
  const statuses = await statusesOf(
    servers.map(({ url }) => url),
    200,
  )
  const count = (status: number) => statuses.filter((each) => each === status).length
  assert.deepEqual([count(200), count(429)], [60, 140])

  await Promise.all(servers.map(({ stop }) => stop()))
  const { url } = await start(t, place)
  assert.deepEqual(await statusesOf([url], 1), [429], 'a restart does not forget')
}

test('two processes with one file allow exactly what the limit says', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-limits-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  await allowsWhatTheLimitSays(t, [join(folder, 'limits.db')])
})

test('two processes with one Redis allow exactly what the limit says', needsRedis, (t) =>
  allowsWhatTheLimitSays(t, [redisUrl, newPrefix()]),
)

test('two processes with one PostgreSQL allow exactly what the limit says', { skip }, async (t) =>
  allowsWhatTheLimitSays(t, [(await createSchema()).url]),
)
