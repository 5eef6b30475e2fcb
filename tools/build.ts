// Builds the package `ninety` as it is published: plain JavaScript with declarations, in framework/dist.
// `npm publish framework/dist` then publishes it; another folder may be named as the first argument.
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import process from 'node:process'

const root = join(import.meta.dirname, '..')
const source = join(root, 'framework/src')
const target = resolve(process.argv[2] ?? join(root, 'framework/dist'))

type Paths = Readonly<Record<string, string>>
type Manifest = Record<string, unknown> & { readonly exports: Paths; readonly bin: Paths }

function compile(): void {
  const options = ['--outDir', target]
  const { status } = spawnSync('tsc', ['-p', 'framework/tsconfig.build.json', ...options], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}

/** Pages and styles stand beside the code that serves them. */
function copyAssets(): void {
  const isAsset = (path: string) => !['.ts', '.mts'].includes(extname(path))
  cpSync(source, target, { recursive: true, filter: isAsset })
  for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) cpSync(join(root, file), join(target, file))
}

/** In the repository the entries are the sources; in the package they are what was made of them. */
function writeManifest(): void {
  const { private: _, ...manifest } = JSON.parse(
    readFileSync(join(root, 'framework/package.json'), 'utf8'),
  ) as Manifest
  const toStem = (path: string) => path.replace(/^(\.\/)?src\//, './').replace(/\.ts$/, '')
  const entries = Object.entries(manifest.exports).map(([key, path]) => {
    const stem = toStem(path)
    return [key, { types: `${stem}.d.ts`, default: `${stem}.js` }]
  })
  const programs = Object.entries(manifest.bin).map(([name, path]) => [name, `${toStem(path)}.js`])
  const published = {
    ...manifest,
    exports: Object.fromEntries(entries),
    bin: Object.fromEntries(programs),
  }
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
}

rmSync(target, { recursive: true, force: true })
compile()
copyAssets()
writeManifest()
