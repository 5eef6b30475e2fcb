// The reference server on MySQL or MariaDB, as by `DATABASE_URL=mysql://…`.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { createConnection } from 'mysql2/promise'
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

test('the server keeps its rows in MySQL or MariaDB', { skip: !isThere && 'no MySQL' }, async () => {
  const url = new URL(beside)
  url.pathname = `/${name}`
  const server = await openReferenceServer({ DATABASE_URL: url.href, PORT: '0' })
  // After the server is closed.
  after(() => run(`DROP DATABASE ${name}`))
  const sending = { as: 'ada', body: { task: 'Read the café menu', dueAt: '2031-01-01T10:00:00+01:00' } }
  const made = await server.send('POST', '/api/v1/todos', sending)
  assert.equal(made.status, 201, made.text)
  assert.equal(made.body['dueAt'], '2031-01-01T09:00:00.000Z')
  const found = await server.send('GET', '/api/v1/todos?sort=-dueAt&expand=owner&total=exact', { as: 'ada' })
  assert.equal(found.status, 200, found.text)
  assert.equal(found.body['data'][0].id, made.body['id'])
})
