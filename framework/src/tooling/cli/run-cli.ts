import { Command, CommanderError } from 'commander'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { checkApi } from './check-api.ts'
import { diffDocuments } from './openapi-diff.ts'
import { exitCodes, type Terminal } from './terminal.ts'

/**
 * Runs the command line `ninety …`.
 * @param args what follows the name of the program
 * @returns the exit code: 0 done, 1 found what was looked for, such as a breaking change, 2 could not be done
 */
export async function runCli(args: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  let code: number = exitCodes.done
  const program = createProgram(terminal, (result) => (code = result))
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    return toExitCode(error, terminal)
  }
}

const processTerminal: Terminal = {
  write: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  now: () => Date.now(),
}

function createProgram(terminal: Terminal, end: (code: number) => void): Command {
  const program = new Command('ninety')
    .description('Works on APIs made with Ninety.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.complain(text),
    })
  program
    .command('check')
    .description('Checks the declarations of an API without serving it; exits with 1 on faults and warnings.')
    .argument('<module>', 'file that exports what createApi makes')
    .action(async (path: string) => end(await checkApi(path, terminal)))
  const openapi = program.command('openapi').description('Works on OpenAPI documents.')
  openapi
    .command('diff')
    .description('Names what has changed between two documents; exits with 1 on breaking changes.')
    .argument('<old>', 'file or URL of the document clients keep to, JSON or YAML')
    .argument('<new>', 'file or URL of the document to come')
    .option('--json', 'writes the changes as JSON')
    .action(async (old: string, current: string, options: { readonly json?: boolean }) =>
      end(await diffDocuments(old, current, options, terminal)),
    )
  return program
}

function toExitCode(error: unknown, terminal: Terminal): number {
  // Help that was asked for ends with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.failed
  if (!(error instanceof DeclarationError)) throw error
  for (const { path, message, remedy } of error.faults) terminal.complain(`${path} ${message}: ${remedy}.\n`)
  return exitCodes.failed
}
