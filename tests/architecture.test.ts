// The diagram of DESIGN: kernel ← declaration ← protocol ← engine ← server ← tooling ← entries.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { findFaults, packageOf, type Architecture } from './architecture/faults.ts'
import { parseProgram, type Files } from './architecture/program.ts'

const architecture: Architecture = {
  // A file imports from its own folder, from every layer above its own, and from the neighbours listed beside its folder.
  layers: {
    kernel: { problem: [], values: ['problem'], events: [] },
    declaration: {
      condition: [],
      policy: ['condition'],
      schema: ['condition', 'policy'],
      resource: ['condition', 'policy', 'schema'],
    },
    protocol: {
      message: [],
      body: ['message', 'query'],
      query: [],
      patch: ['body', 'query'],
      conditional: ['message'],
      lifecycle: ['conditional'],
      retry: ['message'],
      files: [],
      representation: ['body', 'query'],
      'rate-limit': [],
      openapi: ['message', 'conditional', 'query', 'representation', 'retry', 'rate-limit', 'patch'],
    },
    engine: {
      observe: [],
      broadcast: [],
      store: ['broadcast'],
      pages: [],
      mail: ['pages'],
      'store/sql': ['store'],
      'store/sqlite': ['store', 'store/sql'],
      'store/postgres': ['store', 'store/sql', 'broadcast'],
      'store/mysql': ['store', 'store/sql'],
      migrations: ['store', 'store/sql', 'migrations/sqlite', 'migrations/postgres', 'migrations/mysql'],
      'migrations/mysql': ['migrations', 'store/sql', 'store/mysql'],
      'migrations/postgres': ['migrations', 'store/sql', 'store/postgres'],
      'migrations/sqlite': ['migrations', 'store/sql', 'store/sqlite'],
      'oauth-server': ['store', 'broadcast', 'identity', 'pages'],
      identity: ['store', 'broadcast', 'mail', 'identity/mail'],
      'identity/mail': ['store', 'mail', 'pages', 'identity'],
      'sign-up': ['store', 'identity'],
      rows: ['store', 'identity'],
      retry: ['store'],
      'rate-limit': ['store', 'store/sqlite', 'identity'],
      redis: ['store', 'broadcast', 'rate-limit', 'identity'],
      files: ['store'],
    },
    server: {
      pipeline: [],
      verbs: ['pipeline'],
      routes: ['pipeline', 'verbs'],
      workers: [],
      api: ['pipeline', 'verbs', 'routes', 'workers'],
      explain: ['pipeline', 'routes', 'api'],
    },
    tooling: { client: [], testing: ['client'], cli: [] },
  },
  packages: {
    fastify: ['server/api', 'tooling/testing'],
    kysely: ['engine/store', 'engine/migrations'],
    jose: ['engine/identity', 'engine/oauth-server'],
    'oidc-provider': ['engine/oauth-server'],
    'light-my-request': ['engine/oauth-server'],
    '@zxcvbn-ts/language-common': ['engine/identity'],
    nodemailer: ['engine/mail'],
    pg: ['engine/store/postgres', 'engine/migrations/postgres', 'tooling/testing'],
    mysql2: ['engine/store/mysql', 'engine/migrations/mysql', 'tooling/testing'],
    pino: ['engine/observe'],
    'rate-limiter-flexible': [
      'engine/store',
      'engine/identity',
      'engine/identity/mail',
      'engine/rate-limit',
      'engine/redis',
    ],
    ioredis: ['engine/redis'],
    rfc6902: ['protocol/patch'],
    typebox: ['protocol/body', 'tooling/testing'],
    '@fastify/busboy': ['engine/files'],
    yaml: ['protocol/openapi'],
    commander: ['tooling/cli'],
    'fast-check': ['tooling/testing'],
    'node:sqlite': ['engine/store/sqlite', 'engine/rate-limit', 'engine/migrations/sqlite'],
  },
  pure: ['kernel', 'declaration', 'protocol'],
  calculating: ['node:crypto', 'node:util'],
  emptyNames: ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc', 'types', 'constants'],
}

const repository = join(import.meta.dirname, '..')
const readJson = (path: string) => JSON.parse(readFileSync(join(repository, path), 'utf8')) as Manifest

interface Manifest {
  readonly exports: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

const manifest = readJson('framework/package.json')

/** The paths below a folder of the repository, with slashes; those of installed packages left out. */
function listFiles(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(repository, folder).length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|dist|data)\//.test(path))
}

function readProgram(folder: string) {
  const paths = listFiles(folder).filter((path) => path.endsWith('.ts'))
  return parseProgram(
    Object.fromEntries(paths.map((path) => [path, readFileSync(join(repository, folder, path), 'utf8')])),
  )
}

const program = readProgram('framework/src')

describe('the package', () => {
  test('keeps to its layers and names', () => assert.deepEqual(findFaults(program, architecture), []))

  test('has no exception it does not need', () => {
    const used = program.flatMap(({ path, imports }) => imports.map(({ to }) => `${path} ${to}`))
    const unused = Object.entries(architecture.layers).flatMap(([layer, folders]) =>
      Object.entries(folders).flatMap(([folder, neighbours]) =>
        neighbours
          .filter((other) => !used.some((each) => each.match(`^${layer}/${folder}/.* ${layer}/${other}/`)))
          .map((other) => `${layer}/${folder} need not import ${other}`),
      ),
    )
    assert.deepEqual(unused, [])
  })

  test('has an entry for each of its exports', () => {
    const entries = program.map(({ path }) => path).filter((path) => !path.includes('/'))
    const exported = Object.values(manifest.exports).map((file) => file.replace('./src/', ''))
    assert.deepEqual(exported.sort(), entries.sort())
    assert.deepEqual(Object.entries(manifest.exports).filter(isMisnamed), [])
  })

  test('asks for every package it imports', () => {
    const asked = { ...manifest.dependencies, ...manifest.peerDependencies }
    const imported = program.flatMap(({ imports }) => imports.filter(({ to }) => to === undefined))
    const packages = new Set(imports(imported).filter((name) => !name.startsWith('node:')))
    assert.deepEqual(
      [...packages].filter((name) => asked[name] === undefined),
      [],
    )
  })

  test('is TypeScript alone, but for the page it serves', () => {
    const strays = listFiles('framework/src').filter((path) => !path.endsWith('.ts'))
    assert.deepEqual(
      strays.filter((path) => !path.startsWith('server/api/docs-page/')),
      [],
    )
  })
})

const isMisnamed = ([key, file]: readonly [string, string]): boolean =>
  file !== `./src/${key === '.' ? 'index' : key.slice(2)}.ts` ||
  !existsSync(join(repository, 'framework', file))

const imports = (each: readonly { readonly specifier: string }[]): string[] =>
  each.map(({ specifier }) => packageOf(specifier))

for (const folder of ['reference', 'examples']) {
  test(`${folder} knows the public entries alone`, () => {
    const entries = new Set(Object.keys(manifest.exports).map((key) => `ninety${key.slice(1)}`))
    const faults = readProgram(folder).flatMap((module) =>
      module.imports
        .filter(({ specifier, to }) =>
          packageOf(specifier) === 'ninety' ? !entries.has(specifier) : to?.startsWith('..'),
        )
        .map(({ specifier }) => `${folder}/${module.path} imports ${specifier}`),
    )
    assert.deepEqual(faults, [])
  })
}

test('no JavaScript lies about', () => {
  const folders = ['framework/tests', 'reference', 'examples', 'docs', 'tests', 'tools']
  const strays = folders.flatMap((folder) => listFiles(folder).map((path) => `${folder}/${path}`))
  const known = new Set(['tools/run.mjs'])
  assert.deepEqual(
    strays.filter((path) => /\.[cm]?jsx?$/.test(path) && !known.has(path)),
    [],
  )
})

// A program without a fault, and what is found when one file of it is changed or added.
const sound: Files = {
  'index.ts': `export { a } from './kernel/problem/a.ts'\nexport type { B } from './engine/store/b.ts'`,
  'kernel/problem/a.ts': 'export const a = 1',
  'kernel/values/c.ts': `import { a } from '../problem/a.ts'\nexport const c = a`,
  'engine/store/b.ts': `import { a } from '../../kernel/problem/a.ts'\nexport type B = typeof a`,
  'engine/store/sqlite/d.ts': `import type { B } from '../b.ts'\nimport { sql } from 'kysely'\nexport const d: B = sql`,
}

const mutations: readonly { title: string; files: Files; fault: string }[] = [
  {
    title: 'an import of a layer to the right',
    files: {
      'kernel/problem/a.ts': `import type { B } from '../../engine/store/b.ts'\nexport const a: B = 1`,
    },
    fault: 'kernel/problem/a.ts may not import engine/store/b.ts',
  },
  {
    title: 'an import type inside a type',
    files: { 'kernel/problem/a.ts': `export const a: import('../../engine/store/b.ts').B = 1` },
    fault: 'kernel/problem/a.ts may not import engine/store/b.ts',
  },
  {
    title: 'a dynamic import of a layer to the right',
    files: { 'kernel/problem/a.ts': `export const a = () => import('../../engine/store/sqlite/d.ts')` },
    fault: 'kernel/problem/a.ts may not import engine/store/sqlite/d.ts',
  },
  {
    title: 'an import of a neighbour not listed',
    files: { 'kernel/events/e.ts': `export * from '../problem/a.ts'` },
    fault: 'kernel/events/e.ts may not import kernel/problem/a.ts',
  },
  {
    title: 'an import of an inner folder not listed',
    files: { 'engine/store/b.ts': `import './sqlite/d.ts'` },
    fault: 'engine/store/b.ts may not import engine/store/sqlite/d.ts',
  },
  {
    title: 'an import of an entry',
    files: { 'engine/store/b.ts': `export { a } from '../../index.ts'` },
    fault: 'engine/store/b.ts may not import index.ts',
  },
  {
    title: 'a file that is not there',
    files: { 'engine/store/b.ts': `import './gone.ts'` },
    fault: 'engine/store/b.ts imports ./gone.ts, which is no file of src',
  },
  {
    title: 'a folder nobody listed',
    files: { 'kernel/things/t.ts': 'export {}' },
    fault: 'kernel/things/t.ts stands in no folder known',
  },
  {
    title: 'a package away from home',
    files: { 'kernel/values/c.ts': `import 'kysely'` },
    fault: 'kysely is not at home in kernel/values/c.ts',
  },
  {
    title: 'a package without a home',
    files: { 'kernel/values/c.ts': `import 'lodash/fp'` },
    fault: 'kernel/values/c.ts imports lodash/fp, which has no home',
  },
  {
    title: 'I/O in a pure layer',
    files: { 'kernel/values/c.ts': `import 'node:fs'` },
    fault: 'kernel/values/c.ts does I/O with node:fs',
  },
  {
    title: 'a bare Error',
    files: { 'kernel/values/c.ts': `export const c = () => { throw new Error('no') }` },
    fault: 'kernel/values/c.ts says new Error: throw a Problem or a DeclarationError',
  },
  {
    title: 'a name that says nothing',
    files: { 'kernel/values/utils.ts': 'export {}' },
    fault: 'kernel/values/utils.ts: utils says nothing',
  },
  {
    title: 'a barrel',
    files: { 'kernel/values/index.ts': 'export {}' },
    fault: 'kernel/values/index.ts is an index below src',
  },
  {
    title: 'a name in another case',
    files: { 'kernel/values/fakeClock.ts': 'export {}' },
    fault: 'kernel/values/fakeClock.ts: fakeClock is no kebab-case',
  },
  {
    title: 'an entry that exports everything',
    files: { 'index.ts': `export * from './kernel/problem/a.ts'` },
    fault: 'index.ts does more than re-export by name',
  },
  {
    title: 'a cycle of values',
    files: {
      'kernel/values/one.ts': `import { type Two } from './two.ts'`,
      'kernel/values/two.ts': `export { one as two } from './one.ts'`,
    },
    fault: 'kernel/values/one.ts → kernel/values/two.ts → kernel/values/one.ts is a cycle of values',
  },
]

describe('the checker', () => {
  test('finds nothing in a sound program', () => {
    assert.deepEqual(findFaults(parseProgram(sound), architecture), [])
  })

  test('allows a cycle of types', () => {
    const files = {
      'kernel/values/one.ts': `import type { Two } from './two.ts'\nexport type One = Two`,
      'kernel/values/two.ts': `import type { One } from './one.ts'\nexport type Two = One[]`,
    }
    assert.deepEqual(findFaults(parseProgram({ ...sound, ...files }), architecture), [])
  })

  for (const { title, files, fault } of mutations) {
    test(`finds ${title}`, () => {
      assert.deepEqual(findFaults(parseProgram({ ...sound, ...files }), architecture), [fault])
    })
  }
})
