// `ninety serve --migrate`: what is pending is applied before anything is served.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'

const root = join(import.meta.dirname, '../../..')
const program = join(root, 'framework/src/tooling/cli/ninety.ts')
const folder = mkdtempSync(join(tmpdir(), 'ninety-serve-'))
after(() => rmSync(folder, { recursive: true }))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
writeFileSync(
  join(folder, 'api.ts'),
  `import { anyone, createApi, field, resource } from 'ninety'
  import { migrations } from 'ninety/migrations'
  import { sqlite } from 'ninety/sqlite'
  const notes = resource('notes', { fields: { text: field.text() }, access: anyone() })
  export const api = createApi({ store: sqlite('data.db'), migrations: migrations(), resources: [notes] })`,
)

const start = (...args: readonly string[]) =>
  spawn(process.execPath, [program, ...args], { cwd: folder, env: { ...process.env, PORT: '0' } })

test('a server told to migrate does so before it serves', async () => {
  await text(start('db', 'diff', 'api.ts', 'begin').stdout)
  const behind = start('serve', 'api.ts')
  const [complaint] = await Promise.all([
    text(behind.stderr),
    new Promise((resolve) => behind.on('close', resolve)),
  ])
  assert.match(complaint, /_begin is not applied in the database/)
  assert.equal(behind.exitCode, 2)

  for (const workers of ['2', '1']) {
    const server = start('serve', 'api.ts', '--migrate', '--workers', workers)
    let output = ''
    for await (const chunk of server.stdout) {
      output += String(chunk)
      if (output.includes('Listening on')) server.kill('SIGTERM')
    }
    // Once, whoever else serves as well.
    assert.equal(output.split('Applied ').length, workers === '2' ? 2 : 1, output)
  }
})
