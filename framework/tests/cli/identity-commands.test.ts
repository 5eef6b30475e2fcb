// `ninety user …`, `ninety application …` and `ninety key rotate` as programs, beside a server on the same database.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { after, describe, test } from 'node:test'
import { listen, type Api } from '../../src/index.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'ninety-identity-'))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
after(() => rmSync(folder, { recursive: true }))

const declare = (
  options: string,
  signUp = 'signUp: invitation(),',
  store = `sqlite('${join(folder, 'api.db')}')`,
) =>
  `import { anyone, createApi, field, hasRole, nobody, resource } from 'ninety'
  import { createSecretHasher, identity, invitation } from 'ninety/identity'
  import { sqlite } from 'ninety/sqlite'
  const users = resource('users', {
    fields: {
      username: field.text().min(3).unique(),
      age: field.integer().optional(),
      isAdmin: field.boolean().default(false).writable(hasRole('admin')),
      password: field.secret(),
    },
    access: nobody(),
  })
    .check('update', () => { throw new Error('commands are not asked who they are') })
    .before('create', ({ values }) => ({ ...values, username: values.username.toLowerCase() }))
  const notes = resource('notes', { fields: { text: field.text() }, access: anyone() })
  export const api = createApi({
    store: ${store},
    resources: [users, notes],
    identity: identity({
      users: {
        resource: users, login: ['username'], password: 'password',
        roles: (user) => (user.isAdmin ? ['admin'] : []),
        ${options}
      },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      applicationKeys: true,
      ${signUp}
    }),
  })`
writeFileSync(join(folder, 'api.ts'), declare('admin: { isAdmin: true },'))
writeFileSync(join(folder, 'plain.ts'), declare('', '', 'sqlite()'))
writeFileSync(
  join(folder, 'none.ts'),
  `import { createApi } from 'ninety'
  import { sqlite } from 'ninety/sqlite'
  export default createApi({ store: sqlite(), resources: [] })`,
)

writeFileSync(
  join(folder, 'mailing.ts'),
  `import { appendFileSync } from 'node:fs'
  import { createApi, field, nobody, resource } from 'ninety'
  import { createSecretHasher, identity } from 'ninety/identity'
  import { sqlite } from 'ninety/sqlite'
  const users = resource('users', {
    fields: {
      email: field.email().unique(),
      isVerified: field.boolean().default(false).readOnly(),
      password: field.secret(),
    },
    access: nobody(),
  })
  const send = async ({ to }) => {
    await new Promise((resolve) => setTimeout(resolve, 100))
    appendFileSync('mails.txt', to + '\\n')
  }
  export const api = createApi({
    store: sqlite(),
    resources: [users],
    identity: identity({
      users: { resource: users, login: ['email'], password: 'password', email: 'email', emailVerified: 'isVerified' },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      mail: { send },
    }),
  })`,
)

async function run(args: readonly string[], input = '') {
  const program = join(root, 'framework/src/tooling/cli/ninety.ts')
  const child = spawn(process.execPath, [program, ...args], { cwd: folder })
  child.stdin.end(input)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [status, out, problems] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { status, out, problems }
}

/** A server in this process, on the database that the commands work on. */
async function serve() {
  const url = pathToFileURL(join(folder, 'api.ts')).href
  const { api } = (await import(`${url}?${Math.random()}`)) as { api: Api }
  const server = await listen(api, { port: 0 })
  after(() => server.close())
  const ask = async (path: string, headers: Record<string, string> = {}, body?: unknown) => {
    const response = await fetch(new URL(path, server.url), {
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const signIn = async (username: string, password: string) => {
    const { status, body } = await ask('/auth/login', {}, { username, password })
    return status === 200 ? String(body['access_token']) : undefined
  }
  const whoami = (token: string) => ask('/auth/whoami', { authorization: `Bearer ${token}` })
  return { ask, signIn, whoami }
}

const kidOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid

describe('ninety user', () => {
  test('create makes the first administrator, from nothing', async () => {
    const { status, out, problems } = await run(
      ['user', 'create', 'api.ts', 'username=Root', 'age=40', '--admin'],
      'root-password\n',
    )
    assert.deepEqual([status, problems], [0, ''])
    assert.match(out, /^Made the user [\da-f-]{36}\.\n$/)
    const server = await serve()
    const token = await server.signIn('root', 'root-password')
    assert.ok(token)
    assert.deepEqual((await server.whoami(token)).body['roles'], ['admin'])
  })
  test('create mails the new user before it ends', async () => {
    const args = ['user', 'create', 'mailing.ts', 'email=grace@example.com']
    const { status, problems } = await run(args, 'correct horse battery')
    assert.deepEqual([status, problems], [0, ''])
    assert.equal(readFileSync(join(folder, 'mails.txt'), 'utf8'), 'grace@example.com\n')
  })
  test('promote changes what a live token may do', async () => {
    assert.equal((await run(['user', 'create', 'api.ts', 'username=ada'], 'ada-password')).status, 0)
    const server = await serve()
    const token = (await server.signIn('ada', 'ada-password'))!
    assert.deepEqual((await server.whoami(token)).body['roles'], [])
    assert.equal((await run(['user', 'promote', 'api.ts', 'ada'])).out, 'ada is an administrator.\n')
    assert.deepEqual((await server.whoami(token)).body['roles'], ['admin'])
  })
  test('password takes the place of the one before', async () => {
    await run(['user', 'create', 'api.ts', 'username=bob'], 'bob-password')
    const server = await serve()
    const token = (await server.signIn('bob', 'bob-password'))!
    assert.equal((await server.whoami(token)).status, 200)
    assert.equal((await run(['user', 'password', 'api.ts', 'bob'], 'another-password')).status, 0)
    assert.equal((await server.whoami(token)).status, 401)
    assert.equal(await server.signIn('bob', 'bob-password'), undefined)
    assert.ok(await server.signIn('bob', 'another-password'))
  })
})

describe('ninety user refuses', { concurrency: 4 }, () => {
  const refused: readonly (readonly [string, readonly string[], string, RegExp])[] = [
    ['a short password', ['create', 'api.ts', 'username=eve'], 'short', /^.*\npassword .*10/],
    ['a common password', ['create', 'api.ts', 'username=eve'], 'password123', /password .*common/],
    ['no password', ['create', 'api.ts', 'username=eve'], '', /^Password is empty/],
    [
      'a password that all can see',
      ['create', 'api.ts', 'username=eve', 'password=x'],
      '',
      /seen by everybody/,
    ],
    ['a name that is taken', ['create', 'api.ts', 'username=root'], 'good-password', /username/],
    ['a field that is none', ['create', 'api.ts', 'username=eve', 'color=red'], 'good-password', /color/],
    ['a number that is none', ['create', 'api.ts', 'username=eve', 'age=old'], 'good-password', /age/],
    ['a value without a name', ['create', 'api.ts', 'eve'], 'good-password', /^eve is no value of a field/],
    ['somebody unknown', ['password', 'api.ts', 'mallory'], 'good-password', /^mallory is no user/],
    ['promotion that is not declared', ['promote', 'plain.ts', 'ada'], '', /^identity\.users\.admin is not/],
    ['an API without users', ['promote', 'none.ts', 'ada'], '', /no identity/],
    ['a module that is not there', ['promote', 'nothing.ts', 'ada'], '', /cannot be imported/],
  ]
  for (const [what, args, input, complaint] of refused) {
    test(what, async () => {
      const { status, out, problems } = await run(['user', ...args], input)
      assert.deepEqual([status, out], [2, ''], problems)
      assert.match(problems, complaint)
      assert.ok(!problems.includes('    at '), problems)
    })
  }
})

describe('ninety application', () => {
  test('create writes a key that a running server takes, until revoke withdraws it', async () => {
    const server = await serve()
    const made = await run([
      'application',
      'create',
      'api.ts',
      'Report',
      '--scopes',
      'notes:read, notes:write',
    ])
    assert.equal(made.status, 0, made.problems)
    const key = made.out.trim()
    assert.match(key, /^ninety_[\da-f]{16}_[\w-]{43}$/)
    assert.ok(!made.problems.includes(key))
    const headers = { 'x-application-key': key }
    const { body } = await server.ask('/auth/whoami', headers)
    assert.deepEqual(body['scopes'], ['notes:read', 'notes:write'])
    assert.equal((await run(['application', 'revoke', 'api.ts', key.slice(0, -44)])).status, 0)
    await wait(1000)
    assert.equal((await server.ask('/notes', headers)).status, 401)
    const again = await run(['application', 'revoke', 'api.ts', key.slice(0, -44)])
    assert.deepEqual([again.status, again.out], [2, ''])
  })
  test('create refuses scopes and moments that are none', async () => {
    const scopes = await run(['application', 'create', 'api.ts', 'x', '--scopes', 'notes:all'])
    assert.match(scopes.problems, /scopes\/0 notes:all is no scope of this API/)
    const moment = await run(['application', 'create', 'api.ts', 'x', '--expires', 'soon'])
    assert.match(moment.problems, /expiresAt/)
    assert.deepEqual([scopes.status, moment.status], [2, 2])
  })
})

describe('ninety invitation', () => {
  test('create writes a code that makes one user on a running server', async () => {
    const server = await serve()
    const made = await run(['invitation', 'create', 'api.ts', '--expires', '2099-01-01T00:00:00Z'])
    assert.equal(made.status, 0, made.problems)
    const code = made.out.trim()
    assert.match(code, /^invitation_[\w-]{43}$/)
    assert.ok(!made.problems.includes(code))
    const signUp = (username: string) =>
      server.ask('/users', { 'x-invitation': code }, { username, password: 'good-password' })
    assert.equal((await signUp('grace')).status, 201)
    assert.equal((await signUp('alan')).status, 403)
  })
  test('create refuses moments and addresses that are none, and modules that do not invite', async () => {
    const moment = await run(['invitation', 'create', 'api.ts', '--expires', 'soon'])
    assert.match(moment.problems, /expiresAt/)
    const email = await run(['invitation', 'create', 'api.ts', '--email', 'ada@example.com'])
    assert.match(email.problems, /email must be left out/)
    const closed = await run(['invitation', 'create', 'plain.ts'])
    assert.match(closed.problems, /signUp: invitation\(\)/)
    assert.deepEqual([moment.status, email.status, closed.status], [2, 2, 2])
    assert.deepEqual([moment.out, email.out, closed.out], ['', '', ''])
  })
})

describe('ninety key rotate', () => {
  test('gives a running server another key to sign with, and leaves its tokens good', async () => {
    const server = await serve()
    const old = (await server.signIn('root', 'root-password'))!
    const { status, out } = await run(['key', 'rotate', 'api.ts'])
    assert.equal(status, 0)
    const kid = out.split(' ')[0]
    let recent: string
    do {
      await wait(200)
      recent = (await server.signIn('root', 'root-password'))!
    } while (kidOf(recent) === kidOf(old))
    assert.equal(kidOf(recent), kid)
    for (const token of [old, recent]) assert.equal((await server.whoami(token)).status, 200)
  })
})
