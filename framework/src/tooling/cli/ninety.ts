#!/usr/bin/env node
// The program `ninety`.
import { inspect } from 'node:util'
import { runCli } from './run-cli.ts'
import { exitCodes } from './terminal.ts'

try {
  process.exitCode = await runCli(process.argv.slice(2))
} catch (error) {
  // Such as what the module itself throws. By itself Node.js would end with 1, which says that something was found.
  process.stderr.write(`${inspect(error)}\n`)
  process.exitCode = exitCodes.failed
}
