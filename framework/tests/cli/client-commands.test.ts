// `ninety client …` as programs, beside a server on the same database.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { after, describe, test } from 'node:test'
import { listen, type Api } from '../../src/index.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'ninety-client-commands-'))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
after(() => rmSync(folder, { recursive: true }))

const declare = (file: string, server: string) =>
  writeFileSync(
    join(folder, file),
    `import { createApi, field, resource, signedIn } from 'ninety'
  import { identity } from 'ninety/identity'
  import { oauthServer } from 'ninety/oauth-server'
  import { sqlite } from 'ninety/sqlite'
  const users = resource('users', { fields: { username: field.text().unique(), password: field.secret() } })
  const notes = resource('notes', { fields: { text: field.text() }, access: signedIn() })
  export const api = createApi({
    store: sqlite('${join(folder, `${file}.db`)}'),
    publicUrl: 'https://api.example',
    resources: [users, notes],
    identity: identity({ users: { resource: users, login: ['username'], password: 'password' }, ${server} }),
  })`,
  )
declare('api.ts', 'authorizationServer: oauthServer()')
declare('plain.ts', '')

async function run(...args: readonly string[]) {
  const program = join(root, 'framework/src/tooling/cli/ninety.ts')
  const child = spawn(process.execPath, [program, 'client', ...args], { cwd: folder })
  child.stdin.end()
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [status, out, problems] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { status, out, problems }
}

describe('ninety client', () => {
  test('makes a service of a running server, until it is removed', async () => {
    const { api } = (await import(pathToFileURL(join(folder, 'api.ts')).href)) as { api: Api }
    const server = await listen(api, { port: 0 })
    after(() => server.close())
    const ask = (path: string, authorization: string, form?: Readonly<Record<string, string>>) =>
      fetch(new URL(path, server.url), {
        headers: { authorization },
        ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
      })

    const made = await run('create', 'api.ts', 'Backup', '--service', '--scopes', 'notes:read, notes:write')
    assert.equal(made.status, 0, made.problems)
    const [id, secret, ...rest] = made.out.trim().split('\n')
    assert.deepEqual(rest, [])
    assert.match(secret!, /^[\w-]{43}$/)
    assert.ok(!made.problems.includes(secret!))
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
    const answer = await ask('/auth/oauth2/token', basic, { grant_type: 'client_credentials' })
    assert.equal(answer.status, 200)
    const { access_token: token, scope } = (await answer.json()) as Record<string, string>
    assert.equal(scope, 'notes:read notes:write')
    assert.equal((await ask('/notes', `Bearer ${token}`)).status, 200)

    const listed = await run('list', 'api.ts')
    assert.equal(listed.out, `${id}\tconfidential,service\tBackup\tnotes:read notes:write\n`)
    assert.equal((await run('remove', 'api.ts', id!)).out, 'Removed the client.\n')
    assert.equal((await ask('/notes', `Bearer ${token}`)).status, 401)
    assert.equal((await run('list', 'api.ts')).out, '')
  })

  test('makes one of our own, without a secret', async () => {
    const uris = ['https://app.example/callback', 'http://localhost/callback']
    const options = ['--public', '--first-party', '--id', 'app', '--redirect-uri', ...uris]
    const made = await run('create', 'api.ts', 'App', '--scopes', 'notes:read', ...options)
    assert.deepEqual([made.status, made.out], [0, 'app\n'], made.problems)
  })

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['without scopes', ['create', 'api.ts', 'x'], /--scopes/],
    [
      'with a scope that is none',
      ['create', 'api.ts', 'x', '--scopes', 'notes:all'],
      /notes:all is no scope of this API/,
    ],
    [
      'with an id that is reserved',
      ['create', 'api.ts', 'x', '--scopes', '', '--id', 'first-party'],
      /^.*\nid /,
    ],
    [
      'with a plain address',
      ['create', 'api.ts', 'x', '--scopes', '', '--redirect-uri', 'http://app.example'],
      /redirectUris\/0 must be https/,
    ],
    ['as a public service', ['create', 'api.ts', 'x', '--scopes', '', '--public', '--service'], /secret/],
    ['of an API without a server', ['create', 'plain.ts', 'x', '--scopes', ''], /authorizationServer/],
    ['that is not there', ['remove', 'api.ts', 'nobody'], /^nobody is no client/],
  ]
  for (const [what, args, complaint] of refused) {
    test(`refuses one ${what}`, async () => {
      const { status, out, problems } = await run(...args)
      assert.deepEqual([status, out], [2, ''], problems)
      assert.match(problems, complaint)
      assert.ok(!problems.includes('    at '), problems)
    })
  }

  test('refuses an id that is taken', async () => {
    const again = ['create', 'api.ts', 'x', '--scopes', '', '--id', 'twice']
    assert.equal((await run(...again)).status, 0)
    const { status, out, problems } = await run(...again)
    assert.deepEqual([status, out], [2, ''])
    assert.match(problems, /id/)
  })
})
