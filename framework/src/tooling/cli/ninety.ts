#!/usr/bin/env node
// The program `ninety`.
import { runCli } from './run-cli.ts'

process.exitCode = await runCli(process.argv.slice(2))
