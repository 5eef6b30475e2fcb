// The reference server on MySQL or MariaDB, as by `DATABASE_URL=mysql://…`.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { createConnection } from 'mysql2/promise'
import { createSite } from './reference-process.ts'
import { openReferenceServer } from './reference-server.ts'

const given = process.env['TEST_MYSQL_URL']
const beside = given ?? 'mysql://root@127.0.0.1:3306/test'
const name = `ninety_${randomBytes(8).toString('hex')}`

async function run(text: string): Promise<void> {
  const connection = await createConnection({
    uri: beside.replace(/^mariadb:/, 'mysql:'),
    connectTimeout: 5000,
  })
  await connection.query(text)
  await connection.end()
}

const isThere = await run(`CREATE DATABASE ${name}`).then(
  () => true,
  (error: unknown) => {
    if (given !== undefined) throw error
    return false
  },
)

const skip = !isThere && 'no MySQL'
const url = new URL(beside)
url.pathname = `/${name}`

test('the server keeps its rows in MySQL or MariaDB', { skip }, async () => {
  const server = await openReferenceServer({ DATABASE_URL: url.href, PORT: '0' })
  const sending = { as: 'ada', body: { task: 'Read the café menu', dueAt: '2031-01-01T10:00:00+01:00' } }
  const made = await server.send('POST', '/api/v1/todos', sending)
  assert.equal(made.status, 201, made.text)
  assert.equal(made.body['dueAt'], '2031-01-01T09:00:00.000Z')
  const found = await server.send('GET', '/api/v1/todos?sort=-dueAt&expand=owner&total=exact', { as: 'ada' })
  assert.equal(found.status, 200, found.text)
  assert.equal(found.body['data'][0].id, made.body['id'])
})

test('servers on one MySQL or MariaDB count together, and nobody tells them to', { skip }, async () => {
  const site = createSite({ DATABASE_URL: url.href, RATE_LIMITS: 'on' })
  // After all servers are closed.
  after(() => run(`DROP DATABASE ${name}`))
  const [one, other] = await Promise.all([site.start(), site.start()])
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
