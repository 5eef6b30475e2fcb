// Packs the reference server into a folder that runs by itself, without TypeScript's compiler or anything else of development:
// `npm run pack -- /srv/ninety`, then `npm install --omit=dev` there.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'

const root = join(import.meta.dirname, '..')
const target = resolve(process.argv[2] ?? join(root, 'dist'))

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly engines: Readonly<Record<string, string>>
}

const readManifest = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest

/** What databases and Redis are spoken to by, which the package leaves to whoever uses it. */
const drivers = ['pg', 'mysql2', 'ioredis']

function writeManifest(): void {
  const { devDependencies = {}, engines } = readManifest('package.json')
  const manifest = {
    name: 'ninety-reference',
    private: true,
    type: 'module',
    scripts: { start: 'node src/main.ts' },
    dependencies: {
      ninety: 'file:ninety',
      ...Object.fromEntries(drivers.map((name) => [name, devDependencies[name]])),
    },
    engines,
  }
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
const { status } = spawnSync('node', [join(root, 'tools/build.ts'), join(target, 'ninety')], {
  stdio: 'inherit',
})
if (status !== 0) process.exit(status ?? 1)
for (const folder of ['src', 'migrations'])
  cpSync(join(root, 'reference', folder), join(target, folder), { recursive: true })
// The versions are those that were tested.
cpSync(join(root, 'package-lock.json'), join(target, 'package-lock.json'))
cpSync(join(root, 'deploy/Procfile'), join(target, 'Procfile'))
writeManifest()
