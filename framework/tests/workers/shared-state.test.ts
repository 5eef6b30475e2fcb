// What one worker counts or takes back holds for all of them at once.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openFolder, startServer } from './worker-server.ts'

const server = await startServer(
  { after },
  { args: ['--workers', '2'], env: { DATABASE: join(openFolder({ after }), 'data.db') } },
)
const credentials = { username: 'ada', password: 'ada has a long password' }
await server.send('POST', '/users', { body: credentials })

async function signIn(): Promise<Record<string, string>> {
  const { body } = await server.send('POST', '/auth/login', { body: credentials })
  return { authorization: `Bearer ${body['access_token']}` }
}

/** Asks until every worker has answered, and longer than that. */
async function ask(path: string, headers: Record<string, string>, count = 12) {
  const answers = await Promise.all(
    Array.from({ length: count }, () => server.send('GET', path, { headers })),
  )
  return answers.map(({ status }) => status)
}

test('limits are exact, whoever counts', async () => {
  const statuses = await ask('/counted', await signIn(), 50)
  const count = (status: number) => statuses.filter((each) => each === status).length
  assert.deepEqual([count(200), count(429)], [20, 30])
})

test('a session that one worker ends is ended for all', async () => {
  const headers = await signIn()
  assert.deepEqual(new Set(await ask('/auth/whoami', headers)), new Set([200]))
  assert.equal((await server.send('POST', '/auth/logout', { headers })).status, 204)
  assert.deepEqual(new Set(await ask('/auth/whoami', headers)), new Set([401]))
})

test('failed attempts to sign in are counted together', async () => {
  const statuses: number[] = []
  for (let attempt = 0; attempt < 30 && !statuses.includes(429); attempt++) {
    const body = { username: 'nobody', password: 'a wrong one' }
    statuses.push((await server.send('POST', '/auth/login', { body })).status)
  }
  // As many as a single process allows.
  assert.equal(statuses.indexOf(429), 5)
})

test('lines of the log tell whose they are', async () => {
  server.child.kill('SIGTERM')
  assert.equal(await server.closed, 0)
  const lines = server.written.out.trim().split('\n').slice(1)
  const pids = new Set(lines.map((line) => (JSON.parse(line) as { pid: number }).pid))
  assert.equal(pids.size, 2)
})
