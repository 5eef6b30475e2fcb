// The package as it is published: built, installed into a project of its own, checked by tsc and served by Node.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'

const root = join(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'ninety-package-'))
const installed = join(project, 'node_modules/ninety')

const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, { cwd: project, encoding: 'utf8' })

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly bin: Readonly<Record<string, string>>
}

describe('the package as it is published', () => {
  let manifest: Manifest
  before(() => {
    const { status, stdout, stderr } = run('node', join(root, 'tools/build.ts'), installed)
    assert.equal(status, 0, stdout + stderr)
    manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest
    for (const name of [...Object.keys(manifest.dependencies), '@types/node', 'fast-check']) link(name)
    cpSync(join(root, 'examples/first-api/main.ts'), join(project, 'main.ts'))
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n')
  })
  after(() => rmSync(project, { recursive: true, force: true }))

  test('has no source, and what pages need', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
    assert.deepEqual(
      files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')),
      [],
    )
    for (const file of ['README.md', 'LICENSE', 'server/api/docs-page/docs.css'])
      assert.ok(files.includes(file))
    assert.equal('private' in manifest, false)
  })

  test('every entry can be imported', () => {
    const entries = Object.keys(manifest.exports).map((key) => key.replace('.', 'ninety'))
    const code = entries.map((entry) => `await import('${entry}')`).join('; ')
    const { status, stderr } = run('node', '--input-type=module', '--eval', code)
    assert.equal(status, 0, stderr)
  })

  test('counts in Redis only where the client is installed', () => {
    const code = "import { redis } from 'ninety/redis'; redis('redis://127.0.0.1')"
    const { status, stderr } = run('node', '--input-type=module', '--eval', code)
    assert.equal(status, 1)
    assert.match(stderr, /npm install ioredis/)
  })

  test('its program runs', () => {
    const { status, stdout } = run('node', join(installed, manifest.bin['ninety'] ?? ''), '--help')
    assert.equal(status, 0)
    assert.match(stdout, /^Usage: ninety/)
  })

  test('its types are whole for strict projects', () => {
    const compilerOptions = {
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: false,
    }
    const wrong = "resource('a', { fields: { x: field.text() }, filter: ['y'] })"
    writeFileSync(join(project, 'wrong.ts'), `import { field, resource } from 'ninety'\n${wrong}\n`)
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    const { stdout } = run(join(root, 'node_modules/.bin/tsc'), '-p', '.')
    // What the declarations of other packages get wrong is theirs.
    const faults = stdout.split('\n').filter((line) => /^(\w+\.ts|node_modules\/ninety\/)/.test(line))
    assert.deepEqual(
      faults.map((line) => line.split(':', 1).join()),
      ['wrong.ts(2,55)'],
    )
  })

  test('serves the first example with its pages', async () => {
    const server = spawn('node', ['main.ts'], { cwd: project, env: { ...process.env, PORT: '0' } })
    try {
      const url = await readUrl(server.stdout)
      for (const path of ['/docs', '/docs/docs.css', '/docs/swagger-ui.css', '/openapi.json']) {
        assert.equal((await fetch(url + path)).status, 200, path)
      }
    } finally {
      server.kill('SIGKILL')
    }
  })
})

/** Dependencies come from the repository's own installation. */
function link(name: string): void {
  const path = join(project, 'node_modules', name)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), path)
}

async function readUrl(output: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of output) {
    text += String(chunk)
    const url = /Listening on (http\S+?),/.exec(text)?.[1]
    if (url !== undefined) return url
  }
  throw new assert.AssertionError({ message: `no address in: ${text}` })
}
