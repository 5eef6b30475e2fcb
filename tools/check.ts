// Types, lint and format of the whole repository; every one runs, then the worst exit code is passed on.
import { spawnSync } from 'node:child_process'

const checks = [
  ['tsc', '-p', '.'],
  ['oxlint', '--deny-warnings'],
  ['oxfmt', '--check'],
]

const failed = checks.filter(([command = '', ...args]) => {
  process.stdout.write(`\n> ${command} ${args.join(' ')}\n`)
  return spawnSync(command, args, { stdio: 'inherit' }).status !== 0
})

if (failed.length > 0) {
  process.stderr.write(`\nfailed: ${failed.map(([command]) => command).join(', ')}\n`)
  process.exit(1)
}
