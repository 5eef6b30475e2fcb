// Formats the whole repository and mends what the linter can.
import { spawnSync } from 'node:child_process'

for (const [command = '', ...args] of [['oxlint', '--fix'], ['oxfmt']]) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = status ?? 1
}
