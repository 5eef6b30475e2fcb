// `ninety check` as a program.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'ninety-check-'))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
after(() => rmSync(folder, { recursive: true }))

function check(options: string) {
  writeFileSync(
    join(folder, 'api.ts'),
    `import { anyone, createApi, field, resource } from 'ninety'
    import { sqlite } from 'ninety/sqlite'
    const notes = resource('notes', { access: anyone(), ${options} } as never)
    export const api = createApi({ store: sqlite(), resources: [notes] as never })`,
  )
  return run('api.ts')
}

function run(...args: readonly string[]) {
  const program = join(root, 'framework/src/tooling/cli/ninety.ts')
  const options = { encoding: 'utf8', cwd: folder } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'check', ...args], options)
  return { status, stdout, stderr }
}

describe('ninety check', () => {
  test('ends with 0 where nothing is wrong', () => {
    const { status, stdout } = check("fields: { text: field.text().indexed() }, filter: ['text']")
    assert.deepEqual([status, stdout], [0, '0 faults\n'])
  })

  test('ends with 1 on what a start only warns of', () => {
    const { status, stdout } = check("fields: { text: field.text() }, filter: ['text']")
    assert.equal(status, 1)
    assert.match(stdout, /^notes\.fields\.text: .* without an index\n {2}→ .*indexed/)
  })

  test('ends with 2 and says which module is missing', () => {
    const missing = run('missing.ts')
    assert.equal(missing.status, 2)
    assert.match(missing.stderr, /^missing\.ts cannot be imported \(.*missing\.ts/)
    writeFileSync(join(folder, 'lacking.ts'), "import './lacked.ts'")
    const lacking = run('lacking.ts')
    assert.equal(lacking.status, 2)
    assert.match(lacking.stderr, /^lacking\.ts cannot be imported \(.*lacked\.ts/)
  })

  test('ends with 2 where a file is no module', () => {
    writeFileSync(join(folder, 'notes.md'), '# Notes')
    for (const file of ['notes.md', '.']) {
      const { status, stderr } = run(file)
      assert.equal(status, 2, file)
      assert.match(stderr, /cannot be imported .*: name a module that exports what createApi makes/)
    }
  })

  test('ends with 2 and shows what a module throws', () => {
    writeFileSync(join(folder, 'throwing.ts'), "throw new Error('SECRET is not set')\nexport {}")
    const thrown = run('throwing.ts')
    assert.equal(thrown.status, 2)
    assert.match(thrown.stderr, /^Error: SECRET is not set\n +at .*throwing\.ts:1/)
    writeFileSync(join(folder, 'misspelt.ts'), 'const = 1')
    assert.equal(run('misspelt.ts').status, 2)
  })

  test('looks at every version', () => {
    writeFileSync(
      join(folder, 'versions.ts'),
      `import { anyone, createApi, field, resource } from 'ninety'
      import { sqlite } from 'ninety/sqlite'
      const notes = (text: ReturnType<typeof field.text>) =>
        resource('notes', { fields: { text: text as never }, access: anyone(), filter: ['text'] })
      const old = { resources: [notes(field.text())] }
      const recent = { resources: [notes(field.text().indexed() as never)] }
      export default createApi({ store: sqlite(), versions: { v1: old, v2: recent } })`,
    )
    const { status, stdout } = run('versions.ts')
    assert.equal(status, 1, stdout)
    assert.match(stdout, /^v1\.notes\.fields\.text: /)
    assert.match(stdout, /1 fault\n$/)
  })

  test('ends with 1 on every fault of the declarations', () => {
    const { status, stdout } = check("fields: { text: field.text() }, filter: ['a', 'b']")
    assert.equal(status, 1)
    assert.match(stdout, /2 faults/)
  })

  test('ends with 2 where there is no API', () => {
    writeFileSync(join(folder, 'none.ts'), 'export const nothing = 1')
    for (const file of ['none.ts', 'nowhere.ts']) {
      const { status, stderr } = run(file)
      assert.equal(status, 2, file)
      assert.match(stderr, /createApi/)
    }
  })
})
