// Servers with databases of their own that count in one Redis, and one whose Redis is away.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { createLog, listen } from 'ninety'
import { readConfiguration } from '../src/configuration.ts'
import { createReferenceApi } from '../src/reference-api.ts'
import { createSite, findFreePort } from './reference-process.ts'

const isInstalled = spawnSync('redis-server', ['--version']).status === 0
const needed = { skip: !isInstalled && 'there is no redis-server: install it' }

async function startRedis(): Promise<string> {
  const port = await findFreePort()
  const options = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
  after(async () => {
    const exited = once(child, 'exit')
    child.kill()
    await exited
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('Ready to accept connections')) break
  }
  child.stdout.resume()
  return `redis://127.0.0.1:${port}`
}

test('counts requests and wrong passwords together with every other server', needed, async () => {
  const environment = { REDIS_URL: await startRedis(), RATE_LIMITS: 'on' }
  const [one, other] = await Promise.all([createSite(environment).start(), createSite(environment).start()])
  const remaining = async (server: typeof one) => {
    const { headers } = await server.send('GET', '/openapi.json')
    return Number(/"addresses";r=(\d+)/.exec(headers.get('ratelimit')!)![1])
  }
  const before = await remaining(one)
  assert.equal(await remaining(other), before - 1)

  const guess = (server: typeof one) =>
    server.send('POST', '/auth/login', { body: { username: 'ada', password: 'wrong' } })
  for (let count = 0; count < 5; count++) assert.equal((await guess(one)).status, 401)
  assert.equal((await guess(other)).status, 429)
  assert.deepEqual((await other.send('GET', '/readyz')).body, { status: 'ok' })
})

test('serves without its Redis, and says so where it is asked whether it is ready', async () => {
  const REDIS_URL = `redis://127.0.0.1:${await findFreePort()}`
  const server = await createSite({ REDIS_URL, RATE_LIMITS: 'on' }).start()
  const { status, body } = await server.send('GET', '/readyz')
  assert.deepEqual([status, body], [200, { status: 'ok', degraded: ['rate-limits', 'sign-in-attempts'] }])
  const { access } = await server.signIn('ada')
  assert.equal((await server.send('GET', '/api/v1/users/me', { token: access })).status, 200)
})

test('says once in its log that its Redis is away, and why', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-log-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'log')
  const log = createLog({ level: 'warn', file })
  const REDIS_URL = `redis://:open-sesame@127.0.0.1:${await findFreePort()}`
  const configuration = readConfiguration({ DATABASE_URL: ':memory:', NODE_ENV: 'test', REDIS_URL })
  const server = await listen(createReferenceApi(configuration, { events: log.events }), { port: 0, log })
  for (let count = 0; count < 20; count++) {
    const body = JSON.stringify({ username: `nobody ${count}`, password: 'wrong' })
    const headers = { 'content-type': 'application/json' }
    const { status } = await fetch(`${server.url}/auth/login`, { method: 'POST', headers, body })
    assert.equal(status, 401)
  }
  await server.close()

  const text = readFileSync(file, 'utf8')
  const lines = text.trim().split('\n')
  const warnings = lines.map((line) => JSON.parse(line) as { msg: string; err: { message: string } })
  assert.deepEqual(warnings.map(({ msg }) => msg).sort(), [
    'Attempts cannot be counted together: each process counts for itself',
    'The store of rate limits does not answer: each process counts for itself',
  ])
  for (const { err } of warnings) assert.match(err.message, /ECONNREFUSED/)
  assert.doesNotMatch(text, /sesame|nobody/)
})

test('is governed by commands that do without its Redis and do not speak of it', async () => {
  const site = createSite({ REDIS_URL: `redis://127.0.0.1:${await findFreePort()}` })
  const told = await site.command('application create', ['console'])
  assert.equal(told.includes('Redis'), false, told)
})

test('does not start with a Redis that cannot be, and tells nobody its password', async () => {
  const problems = await createSite().fail({ REDIS_URL: 'redis://:open-sesame@redis.example/zero' })
  assert.match(problems, /REDIS_URL/)
  assert.doesNotMatch(problems, /sesame/)
})
