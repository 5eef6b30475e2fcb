// `WORKERS=2 npm start`: demo data is made once, and it is one server to its clients.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSite } from './reference-process.ts'

const site = createSite({ WORKERS: '2', RATE_LIMITS: 'on' })

test('workers share accounts, limits and the end of sessions', async () => {
  const server = await site.start()
  const { access } = await server.signIn('root')
  const users = await server.send('GET', '/api/v1/users?total=exact', { token: access })
  assert.equal(users.body['page'].total, 3)
  const remaining = async () => {
    // Another connection may lead to another worker.
    const { headers } = await server.send('GET', '/api/v1/todos', {
      token: access,
      headers: { connection: 'close' },
    })
    return Number(/"callers";r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1])
  }
  const first = await remaining()
  for (let count = 1; count <= 12; count++) assert.equal(await remaining(), first - count)
  assert.equal((await server.send('POST', '/auth/logout', { token: access })).status, 204)
  const statuses = await Promise.all(Array.from({ length: 8 }, () => server.statusOf(access)))
  assert.deepEqual(new Set(statuses), new Set([401]))
})

test('workers need a database that all of them see', async () => {
  assert.match(await site.fail({ DATABASE_URL: ':memory:' }), /workers: .*in memory/)
})
