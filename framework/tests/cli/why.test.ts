// `ninety why` on the API of a module: what it writes, and what it ends with.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { after, describe, test } from 'node:test'
import { runCli } from '../../src/cli.ts'
import { listen, type Api } from '../../src/index.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'ninety-why-'))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
after(() => rmSync(folder, { recursive: true }))

const declare = (database: string) =>
  `import { anyOf, createApi, field, hasRole, isOwner, isSelf, resource, signedIn } from 'ninety'
  import { createSecretHasher, identity } from 'ninety/identity'
  import { sqlite } from 'ninety/sqlite'
  const users = resource('users', {
    fields: {
      username: field.text().unique(),
      isActive: field.boolean().default(true),
      isAdmin: field.boolean().default(false),
      password: field.secret(),
    },
    access: { create: hasRole('admin'), read: isSelf() },
  })
  const notes = resource('notes', {
    fields: {
      text: field.text(),
      remarks: field.text().optional().visible(hasRole('admin')),
      ownerId: field.owner('users'),
    },
    access: { read: anyOf(isOwner('ownerId'), hasRole('admin')), create: signedIn(), delete: hasRole('admin') },
  })
  export const api = createApi({
    prefix: '/api',
    store: sqlite('${join(folder, database)}'),
    resources: [users, notes],
    identity: identity({
      users: {
        resource: users, login: ['username'], password: 'password', active: 'isActive',
        roles: (user) => (user.isAdmin ? ['admin'] : []),
      },
      signUp: 'open',
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
    }),
  })`
writeFileSync(join(folder, 'served.ts'), declare('api.db'))
writeFileSync(
  join(folder, 'plain.ts'),
  `import { anyone, createApi, field, resource } from 'ninety'
  import { sqlite } from 'ninety/sqlite'
  const words = resource('words', { fields: { text: field.text() }, access: { read: anyone() } })
  export const api = createApi({ store: sqlite(), resources: [words] })`,
)

let count = 0
/** Each command has the API of a module of its own, as each process has. */
async function why(...args: readonly string[]) {
  const module = `api-${count++}.ts`
  writeFileSync(join(folder, module), declare('api.db'))
  return run(module, args)
}
async function run(module: string, args: readonly string[]) {
  let [out, problems] = ['', '']
  const status = await runCli(['why', join(folder, module), ...args], {
    write: (text) => void (out += text),
    complain: (text) => void (problems += text),
    readSecret: async () => '',
    now: () => Date.now(),
  })
  return { status, out, problems }
}

const { api } = (await import(pathToFileURL(join(folder, 'served.ts')).href)) as { api: Api }
const server = await listen(api, { port: 0 })
after(() => server.close())
async function send(path: string, body: unknown, token?: string): Promise<Record<string, string>> {
  const response = await fetch(new URL(path, server.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  return (await response.json()) as Record<string, string>
}
for (const [username, more] of [
  ['ada', {}],
  ['bob', {}],
  ['root', { isAdmin: true }],
  ['gone', { isActive: false }],
] as const)
  await send('/api/users', { username, password: `${username}-password`, ...more })
const { access_token: token } = await send('/auth/login', { username: 'ada', password: 'ada-password' })
const { id } = await send('/api/notes', { text: 'Mine' }, token)

describe('ninety why', () => {
  test('tells what a rule comes to, part by part', async () => {
    const { status, out, problems } = await why('GET', `/api/notes/${id}`, '--as', 'ada')
    assert.deepEqual([status, problems], [0, ''])
    const lines = out.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '<id>').split('\n')
    assert.deepEqual(lines, [
      'verb    read notes (GET /api/notes/{id})',
      'caller  ada (<id>), roles: none, scopes: all',
      'scopes  notes:read: yes',
      'rule    read notes: yes',
      '        [yes] any of',
      '          [yes] the owner',
      '          [no] role admin',
      'fields  shown: id, text, ownerId, createdAt, updatedAt',
      '        hidden: remarks (role admin: no)',
      'answer  200 - the rule allows it (the owner: yes)',
      '',
    ])
  })

  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    [
      'a hidden row',
      ['GET', `/api/notes/${id}`, '--as', 'bob'],
      1,
      /answer {2}404 NOT_FOUND - the row is there, but looks absent .*the owner: no, role admin: no/,
    ],
    ['a row that is absent', ['get', '/api/notes/7', '--as', 'bob'], 1, /there is no such row/],
    [
      'a row of an administrator',
      ['DELETE', `/api/notes/${id}`, '--as', 'root'],
      0,
      /answer {2}204 .*role admin: yes/,
    ],
    [
      'a row that may only be read',
      ['DELETE', `/api/notes/${id}`, '--as', 'ada'],
      1,
      /answer {2}403 FORBIDDEN .*role admin: no/,
    ],
    ['a list', ['GET', '/api/notes', '--as', 'ada'], 0, /rows {4}those where: ownerId is "/],
    ['nobody', ['GET', '/api/notes', '--anonymous'], 1, /answer {2}401 UNAUTHENTICATED/],
    [
      'a narrow credential',
      ['POST', '/api/notes', '--as', 'ada', '--scopes', 'notes:read,users:read'],
      1,
      /answer {2}403 INSUFFICIENT_SCOPE - the credential lacks the scope notes:write/,
    ],
    ['one’s own row', ['GET', '/api/users/me', '--as', 'bob'], 0, /the user themself: yes/],
    [
      'an absolute address',
      ['GET', 'https://example.com/api/notes', '--as', 'root'],
      0,
      /rows {4}those where: always/,
    ],
    [
      'a sign-up for anybody',
      ['POST', '/api/users', '--anonymous'],
      0,
      /rule .*no\n[^]*answer {2}201 - by the sign-up policy open, anyone may/,
    ],
    ['a user who is not active', ['GET', '/api/notes', '--as', 'gone'], 1, /gone is not active/],
    [
      'a method that nobody may use',
      ['PATCH', `/api/notes/${id}`, '--as', 'root'],
      1,
      /405 to PATCH: it has GET, DELETE/,
    ],
  ]
  for (const [title, args, code, expected] of cases) {
    test(`tells of ${title}`, async () => {
      const { status, out, problems } = await why(...args)
      assert.match(out, expected)
      assert.deepEqual([status, problems], [code, ''])
    })
  }

  const failing: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an address of nothing', ['GET', '/api/nothing', '--as', 'ada'], /no address of a resource/],
    ['an address that is none', ['GET', 'nothing', '--as', 'ada'], /is no address/],
    ['a method of nothing', ['OPTIONS', '/api/notes', '--as', 'ada'], /OPTIONS is no method of resources/],
    ['somebody unknown', ['GET', '/api/notes', '--as', 'mallory'], /^mallory is no user/],
    ['no caller', ['GET', '/api/notes'], /the caller must be said/],
    ['two callers', ['GET', '/api/notes', '--as', 'ada', '--anonymous'], /the caller must be said/],
    ['scopes of nobody', ['GET', '/api/notes', '--anonymous', '--scopes', 'x'], /--scopes/],
  ]
  for (const [title, args, expected] of failing) {
    test(`ends with 2 for ${title}`, async () => {
      const { status, out, problems } = await why(...args)
      assert.match(problems, expected)
      assert.deepEqual([status, out], [2, ''])
    })
  }

  test('needs no identity for nobody', async () => {
    const { status, out } = await run('plain.ts', ['GET', '/words', '--anonymous'])
    assert.match(out, /^answer {2}200 /m)
    assert.equal(status, 0)
  })

  test('changes nothing of what it looks at', async () => {
    const headers = { authorization: `Bearer ${token}` }
    const read = async () =>
      (await fetch(new URL(`/api/notes/${id}`, server.url), { headers })).headers.get('etag')
    const before = await read()
    await why('DELETE', `/api/notes/${id}`, '--as', 'root')
    assert.equal(await read(), before)
    assert.equal(before, '"1"')
  })
})
