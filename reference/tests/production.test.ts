// The server in production: nothing about it is known beforehand, and nobody becomes an administrator by coming first.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSite, findFreePort } from './reference-process.ts'

const environment = { NODE_ENV: 'production', SECRET: 'only the operator knows this secret' }

test('does not start without a secret, or with a short one', async () => {
  const site = createSite({ NODE_ENV: 'production' })
  for (const secret of ['', 'super-secret']) {
    const problems = await site.fail({ SECRET: secret })
    assert.match(problems, /SECRET/)
    assert.ok(secret === '' || !problems.includes(secret))
  }
})

test('does not serve on a database that is behind, unless it is told to migrate it', async () => {
  const site = createSite({ ...environment, PORT: await findFreePort() })
  assert.match(await site.fail({}), /_begin: is not applied .*\n.*ninety db migrate/)
  await site.command('db migrate')
  await (await site.start()).stop()

  const other = createSite({ ...environment, PORT: await findFreePort() }, ['--migrate'])
  await (await other.start()).stop()
  await (await other.start()).stop()
  assert.match(await createSite(environment, ['--migrat']).fail({}), /--migrat: is unknown/)
})

test('has no account until somebody makes one, and no administrator but by command', async () => {
  const site = createSite({ ...environment, PORT: await findFreePort() }, ['--migrate'])
  const server = await site.start()
  const login = (username: string, password: string) =>
    server.send('POST', '/auth/login', { body: { username, password } })
  for (const [username, password] of [
    ['root', 'root-password'],
    ['ada', 'ada-password'],
    ['test', 'test'],
    ['admin', 'admin'],
  ] as const)
    assert.equal((await login(username, password)).status, 401, username)

  const first = { username: 'first', email: 'first@example.com', password: 'correct horse battery' }
  assert.equal((await server.send('POST', '/api/v1/users', { body: first })).status, 201)
  const { access } = await server.signIn('first', first.password)
  assert.deepEqual((await server.send('GET', '/auth/whoami', { token: access })).body['roles'], [])
  assert.equal((await server.send('GET', '/api/v1/users', { token: access })).status, 403)

  const values = ['username=boss', 'email=boss@example.com', '--admin']
  assert.match(await site.command('user create', values, 'another long password\n'), /^Made the user /)
  const boss = await server.signIn('boss', 'another long password')
  assert.deepEqual((await server.send('GET', '/auth/whoami', { token: boss.access })).body['roles'], [
    'admin',
  ])
  assert.equal((await server.send('GET', '/api/v1/users', { token: boss.access })).status, 200)
})

test('says no more of what is wrong than in development, and keeps cookies to https', async () => {
  const site = createSite({ ...environment, PORT: await findFreePort() }, ['--migrate'])
  const server = await site.start()
  const { status, text } = await server.send('GET', '/auth/whoami', { token: 'x' })
  assert.equal(status, 401)
  assert.ok(!/\bat .*:\d+:\d+|node_modules|\.ts\b|SELECT/.test(text))
  const account = { username: 'carol', email: 'carol@example.com', password: 'correct horse battery' }
  await server.send('POST', '/api/v1/users', { body: account })
  const { headers } = await server.send('POST', '/auth/login?cookies=true', {
    body: { username: 'carol', password: account.password },
  })
  assert.equal(headers.getSetCookie().length, 3)
  for (const cookie of headers.getSetCookie()) assert.match(cookie, /^__Host-.*; Secure/)
})
