// Starts a script on Node >= 24.7, whatever Node called it: installs the locked dependencies when the lock file is
// newer than they are, and a local Node when the one at hand is too old. Plain JavaScript that Node 18 can read.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { delimiter } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = `${root}node_modules/`
const npm = process.env.npm_execpath
const base = process.env.npm_node_execpath ?? process.execPath

// The local Node lies in node_modules/.bin and must win over the one that runs this file.
process.env.PATH = `${modules}.bin${delimiter}${process.env.PATH}`

const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : -1)

/** Runs npm with the Node that was there first: `npm ci` deletes the local one while it works. */
function install(...args) {
  const options = { cwd: root, stdio: 'inherit' }
  const run =
    npm && existsSync(base)
      ? spawnSync(base, [npm, ...args, '--no-audit', '--no-fund'], options)
      : spawnSync('npm', [...args, '--no-audit', '--no-fund'], { ...options, shell: true })
  if (run.status !== 0) process.exit(run.status ?? 1)
}

function isRecentEnough() {
  const { stdout } = spawnSync('node', ['-p', 'process.versions.node'], { encoding: 'utf8' })
  const [major = 0, minor = 0] = (stdout ?? '').split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 7)
}

if (modified(`${root}package-lock.json`) > modified(`${modules}.package-lock.json`)) {
  install('ci', '--loglevel=error')
}
if (!isRecentEnough()) {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  install(
    'install',
    '--no-save',
    '--ignore-scripts',
    '--loglevel=error',
    `node-${platform}-${process.arch}@24`,
  )
}

const child = spawn('node', process.argv.slice(2), { stdio: 'inherit', cwd: root })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
