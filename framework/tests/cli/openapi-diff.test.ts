// `ninety openapi diff` as a program.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createApi, field, resource, anyone } from '../../src/index.ts'
import { toYaml } from '../../src/openapi.ts'
import { sqlite } from '../../src/sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-cli-'))
after(() => rmSync(folder, { recursive: true }))

const program = join(import.meta.dirname, '../../src/tooling/cli/ninety.ts')

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    cwd: folder,
  })
  return { status, stdout, stderr }
}

const toDocument = (fields: Parameters<typeof resource>[1]['fields']) =>
  createApi({ store: sqlite(), resources: [resource('items', { fields, access: anyone() })] }).document()

function save(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return name
}

const name = field.text()
const old = save('old.json', JSON.stringify(toDocument({ name, note: field.text().optional() })))
const wider = save(
  'wider.json',
  JSON.stringify(toDocument({ name, note: field.text().optional(), size: field.integer().default(1) })),
)
const narrower = save('narrower.yaml', toYaml(toDocument({ name, note: field.text() })))

describe('ninety openapi diff', () => {
  test('ends with 0 where nothing breaks', () => {
    const { status, stdout } = run('openapi', 'diff', old, wider)
    assert.equal(status, 0, stdout)
    assert.match(stdout, /^0 breaking changes$/m)
  })

  test('ends with 1 and names what breaks', () => {
    const { status, stdout } = run('openapi', 'diff', old, narrower)
    assert.equal(status, 1)
    assert.match(stdout, /^ {2}POST \/items\n {4}request body \/note: no longer takes null$/m)
    assert.match(stdout, /request body \/note: must be given now/)
  })

  const unread = [
    ['nothing.json', 'ENOENT'],
    ['.', 'EISDIR'],
    ['http://127.0.0.1:1/openapi.json', 'ECONNREFUSED|bad port'],
  ] as const
  for (const [place, reason] of unread) {
    test(`ends with 2 and says why ${place} cannot be read`, () => {
      const { status, stderr } = run('openapi', 'diff', old, place)
      assert.equal(status, 2)
      assert.match(stderr, new RegExp(`cannot be read \\((?:${reason})\\)`))
    })
  }

  test('tells programs in JSON', () => {
    const { status, stdout } = run('openapi', 'diff', '--json', old, narrower)
    assert.equal(status, 1)
    const [first] = JSON.parse(stdout) as { level: string }[]
    assert.equal(first?.level, 'breaking')
  })

  for (const [title, text] of [
    ['a file that is not there', undefined],
    ['a text that is no document', 'hello'],
    ['JSON that breaks off', '{"openapi":'],
    ['a document of version 2', '{"swagger":"2.0"}'],
  ] as const) {
    test(`ends with 2 on ${title}`, () => {
      const file = text === undefined ? 'nowhere.json' : save('odd.json', text)
      const { status, stderr } = run('openapi', 'diff', old, file)
      assert.equal(status, 2)
      assert.match(stderr, new RegExp(`^${file} .*OpenAPI document`))
      assert.doesNotMatch(stderr, /\n\s+at /)
    })
  }

  test('explains itself', () => {
    assert.match(run('openapi', 'diff', '--help').stdout, /breaking changes/)
    assert.equal(run('--help').status, 0)
  })

  test('ends with 2 on commands nobody knows', () => {
    const { status, stderr } = run('openapi', 'diff', old)
    assert.equal(status, 2)
    assert.match(stderr, /missing required argument 'new'/)
    assert.equal(run('fly').status, 2)
  })
})
