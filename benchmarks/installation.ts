/** Installs the peers on first use: they are no part of the repository's own install. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'

const folder = import.meta.dirname

const modified = (file: string) => (existsSync(file) ? statSync(file).mtimeMs : -1)

/** Answers whether the packages are there. */
export function installPeers(): boolean {
  const isCurrent =
    modified(`${folder}/node_modules/.package-lock.json`) >= modified(`${folder}/package-lock.json`)
  if (isCurrent) return true
  console.error('Installing the packages of the peers …')
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env['npm_execpath']
  // npm tells its scripts which project they belong to, and would go on with that one.
  const { npm_config_local_prefix: _prefix, ...env } = process.env
  const run = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: folder, env, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: folder, env, stdio: 'inherit', shell: true })
  return run.status === 0
}

/** The version of a package of this folder or of the repository. */
export function findVersion(name: string): string {
  const files = [folder, `${folder}/..`].map((root) => `${root}/node_modules/${name}/package.json`)
  const file = files.find(existsSync)
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : 'unknown'
}
