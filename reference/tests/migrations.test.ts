// The tables of the server are made by its migrations, whatever the environment takes of them.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, describe, test } from 'node:test'
import { text } from 'node:stream/consumers'
import { createTestDatabase } from 'ninety/testing'
import { readConfiguration } from '../src/configuration.ts'
import { createReferenceApi } from '../src/reference-api.ts'

const program = join(import.meta.dirname, '../../framework/src/tooling/cli/ninety.ts')
const whole = join(import.meta.dirname, '../src/whole-api.ts')
const folder = mkdtempSync(join(tmpdir(), 'ninety-migrations-'))
after(() => rmSync(folder, { recursive: true }))

/** What `ninety db` says of a database. */
async function db(database: string, ...args: readonly string[]): Promise<string[]> {
  const [command, ...rest] = args
  const child = spawn(process.execPath, [program, 'db', command!, whole, ...rest], {
    cwd: folder,
    env: { PATH: process.env['PATH'], DATABASE_URL: database },
  })
  const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr)])
  assert.equal(problems, '')
  return out.trim().split('\n')
}

describe('migrations of the server', async () => {
  const { url } = await createTestDatabase()

  test('are all that the declarations need', async () => {
    assert.deepEqual(await db(url, 'show'), ['Nothing has changed.'])
  })

  test('make the tables as declared, and take them away', async () => {
    await db(url, 'reset')
    assert.deepEqual(await db(url, 'check'), ['0 differences'])
    await db(url, 'rollback', '--steps', '1000')
    assert.match((await db(url, 'check')).at(-1)!, /^\d\d+ differences$/)
    await db(url, 'migrate')
    assert.deepEqual(await db(url, 'check'), ['0 differences'])
  })
})

describe('a start on the tables of all modules', () => {
  const environments: readonly Readonly<Record<string, string>>[] = [
    {},
    { MODULES: 'users' },
    { MODULES: 'todos,billing', TOKEN_ALGORITHM: 'HS256' },
    { SIGN_UP: 'invitation', REQUIRE_APPLICATION_KEY: 'true' },
    { NODE_ENV: 'production', SECRET: 'only the operator knows this secret' },
  ]
  for (const environment of environments) {
    test(`needs no others: ${JSON.stringify(environment)}`, async () => {
      const configuration = readConfiguration({ DATABASE_URL: ':memory:', PORT: '0', ...environment })
      const api = createReferenceApi(configuration, { events: { emit: () => {} } })
      await api.start()
      await api.context.store.close()
    })
  }
})
