// The documentation says what is so: its code compiles, its links lead somewhere, and nothing public is left out.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { field } from 'ninety'
import { findCodeBlocks } from './documents/code-blocks.ts'
import { findLinks, toAnchors } from './documents/links.ts'

const repository = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(repository, path), 'utf8')

const listPages = (folder: string): string[] =>
  readdirSync(join(repository, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)

const guide = listPages('docs/guide')
const reference = listPages('docs/reference')
const own = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md', ...listPages('docs')]
const pages = [...own, ...listPages('docs/decisions'), ...guide, ...reference]

describe('the code of the pages', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ninety-docs-'))
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false }
    const configuration = { extends: join(repository, 'tsconfig.json'), compilerOptions, include: ['docs'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    for (const page of [...guide, ...reference]) writeModule(join(folder, toModulePath(page)), read(page))
  })
  after(() => rmSync(folder, { recursive: true }))

  const run = (...args: readonly string[]) => {
    // A runner inside a runner would skip what it is given.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      env,
      encoding: 'utf8',
    })
    assert.equal(status, 0, `${stdout}${stderr}`.replaceAll('.ts(', '.md('))
  }

  test('compiles', () => run(join(repository, 'node_modules/typescript/bin/tsc'), '-p', folder))

  test('declares nothing wrong', () => run('--input-type=module', '-e', checkResources(guide)))

  test('passes, where it is a test', () => run(toModulePath('docs/guide/07-testing.md')))
})

const toModulePath = (page: string): string => page.replace(/md$/, 'ts')

/** The code of a page is one module, whose lines have the numbers they have on the page. */
function writeModule(path: string, page: string): void {
  const lines: string[] = []
  for (const { language, text, line } of findCodeBlocks(page)) {
    if (language !== 'ts') continue
    while (lines.length < line) lines.push('')
    lines.push(...text.trimEnd().split('\n'))
  }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${lines.join('\n')}\nexport {}\n`)
}

/** Makes an API of the resources that each page exports, but for pages that would listen or test. */
function checkResources(candidates: readonly string[]): string {
  const quiet = candidates.filter((page) => !/await serve\(|node:test/.test(read(page)))
  return `
    import { createApi, field, resource } from 'ninety'
    import { sqlite } from 'ninety/sqlite'
    for (const page of ${JSON.stringify(quiet.map((page) => `./${toModulePath(page)}`))}) {
      const resources = Object.values(await import(page)).filter((each) => each.definition?.options)
      const known = resources.map(({ name }) => name)
      const users = resource('users', { fields: { name: field.text() } })
      if (resources.length > 0) createApi({ store: sqlite(), resources: known.includes('users') ? resources : [...resources, users] })
    }`
}

describe('the reference', () => {
  const text = reference.map(read).join('\n')
  const isMentioned = (name: string): boolean =>
    new RegExp(`\`[^\`\\n]*(?<![\\w-])${name}(?![\\w-])[^\`\\n]*\``).test(text)
  const findMissing = (names: readonly string[]): string[] => names.filter((name) => !isMentioned(name))

  const { exports } = JSON.parse(read('framework/package.json')) as { exports: Record<string, string> }
  for (const [entry, file] of Object.entries(exports)) {
    test(`mentions every export of ninety${entry.slice(1)}`, () => {
      const names = [...read(`framework/${file}`).matchAll(/export (?:type )?\{([^}]*)\}/g)]
      const exported = names.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()))
      assert.deepEqual(findMissing(exported.filter((name) => name !== '')), [])
    })
  }

  test('mentions every kind of field', () => assert.deepEqual(findMissing(Object.keys(field)), []))

  const interfaces = {
    'declaration/schema/field.ts': ['Field', 'TextField', 'NumberField', 'DecimalField', 'ListField'],
    'declaration/resource/resource.ts': ['ResourceOptions', 'Resource', 'Limits', 'Summary'],
    'declaration/resource/action.ts': ['ActionOptions', 'OperationOptions'],
    'declaration/resource/rows.ts': ['HandlerContext', 'Rows', 'FindOptions'],
    'declaration/policy/principal.ts': ['Principal'],
    'kernel/problem/problem.ts': ['ProblemOptions', 'Fault'],
    'kernel/events/events.ts': ['EventMap'],
    'server/api/api-options.ts': ['ApiOptions', 'VersionedApiOptions', 'SharedApiOptions', 'ApiVersion'],
    'declaration/resource/rate-limit.ts': ['RateLimitOptions', 'RateLimit'],
    'engine/rate-limit/rate-limiter.ts': ['ApiRateLimits'],
    'engine/rate-limit/rate-limit-store.ts': ['RateLimitStore', 'RateLimitState', 'Quota'],
    'engine/rate-limit/memory.ts': ['MemoryRateLimitOptions'],
    'server/api/create-api.ts': ['Api'],
    'server/api/serve.ts': ['ListenOptions', 'ServeOptions', 'Server', 'ListeningServer'],
    'server/api/cors.ts': ['CorsOptions'],
    'server/pipeline/feature.ts': ['Feature'],
    'engine/observe/events.ts': ['LogOptions', 'Log'],
    'engine/store/sqlite/sqlite.ts': ['SqliteOptions'],
    'engine/identity/identity-settings.ts': ['IdentityOptions'],
    'engine/identity/user-source.ts': ['UserSource'],
    'engine/identity/authenticator.ts': ['Identity', 'Authenticator', 'IdentityContext'],
    'engine/identity/password-hash.ts': ['PasswordHasher', 'PasswordHasherOptions'],
    'engine/identity/login-throttle.ts': ['LoginLimits', 'LoginThrottle'],
    'protocol/openapi/document.ts': ['DocumentOptions'],
    'tooling/testing/test-api.ts': ['TestApiOptions', 'TestSettings', 'TestApi'],
    'tooling/testing/acting.ts': ['Acting'],
    'tooling/testing/fake-clock.ts': ['FakeClock'],
    'tooling/client/client.ts': [
      'ListOptions',
      'ReadOptions',
      'ChangeOptions',
      'CallOptions',
      'ResourceVerbs',
    ],
  }
  for (const [file, names] of Object.entries(interfaces)) {
    for (const name of names) {
      test(`mentions every member of ${name}`, () => {
        const members = findMembers(read(`framework/src/${file}`), name)
        assert.ok(members.length > 0, `no members found in ${file}`)
        assert.deepEqual(findMissing(members), [])
      })
    }
  }
})

/** The names of an interface's or type's own members, those for the compiler alone left out. */
function findMembers(source: string, name: string): string[] {
  const start = source.search(new RegExp(`^export (?:interface|type) ${name}\\b`, 'm'))
  const text = source.slice(start)
  const body = text.slice(0, text.search(/^\}/m))
  return [...body.matchAll(/^ {2}(?:readonly )?'?([a-zA-Z][\w.]*)'?(?:\?:|:|\(|<)/gm)].map(
    ([, member = '']) => member,
  )
}

test('the decisions have a line for every dependency', () => {
  const { dependencies } = JSON.parse(read('framework/package.json')) as {
    dependencies: Record<string, string>
  }
  const table = read('docs/decisions/0001-foundations.md')
  const rows = Object.keys(dependencies).map((name) => [name, table.includes(`\n| ${name} | `)])
  assert.deepEqual(
    rows.filter(([, isThere]) => isThere !== true),
    [],
  )
})

describe('the links of', () => {
  for (const page of pages) {
    test(`${page} lead somewhere`, () => {
      const broken = findLinks(read(page)).filter((link) => !leadsSomewhere(page, link))
      assert.deepEqual(broken, [])
    })
  }

  test('the index reach every page', () => {
    const linked = new Set(findLinks(read('docs/README.md')).map((link) => join('docs', link)))
    const unreached = [...guide, ...reference].filter((page) => !linked.has(page))
    assert.deepEqual(unreached, [])
  })
})

function leadsSomewhere(page: string, link: string): boolean {
  if (/^https?:/.test(link)) return true
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(repository, target))) return false
  return anchor === undefined || !target.endsWith('.md') || toAnchors(read(target)).includes(anchor)
}
