import { Command, CommanderError, Option } from 'commander'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { Problem } from '../../kernel/problem/problem.ts'
import { checkApi } from './check-api.ts'
import {
  createApplication,
  revokeApplication,
  rotateKeys,
  type CreateApplicationOptions,
} from './key-commands.ts'
import { createClient, listClients, removeClient, type CreateClientOptions } from './client-commands.ts'
import { createInvitation, type CreateInvitationOptions } from './invitation-commands.ts'
import { addDbCommands } from './db-program.ts'
import { diffDocuments } from './openapi-diff.ts'
import { askAtTerminal } from './ask.ts'
import { readSecret } from './read-secret.ts'
import { exitCodes, type Terminal } from './terminal.ts'
import { serveApi, type ServeCommandOptions } from './serve-api.ts'
import { explainWhy, type WhyOptions } from './why.ts'
import { createUser, promoteUser, setPassword, type CreateUserOptions } from './user-commands.ts'

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
  readSecret: (what) => readSecret(what),
  ask: (question) => askAtTerminal(question),
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
  addServeCommand(program, terminal, end)
  addWhyCommand(program, terminal, end)
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
  addUserCommands(program, terminal, end)
  addInvitationCommands(program, terminal, end)
  addClientCommands(program, terminal, end)
  addKeyCommands(program, terminal, end)
  addDbCommands(program, terminal, end)
  return program
}

const moduleArgument = ['<module>', 'file that exports what createApi makes'] as const
const loginArgument = ['<login>', 'what the user signs in with'] as const

function addServeCommand(program: Command, terminal: Terminal, end: (code: number) => void): void {
  program
    .command('serve')
    .description('Serves an API until it is told to stop.')
    .argument(...moduleArgument)
    .addOption(new Option('--port <port>', 'where it listens; 0 for a free one (default: 3000)').env('PORT'))
    .addOption(new Option('--host <host>', 'address it listens on (default: 127.0.0.1)').env('HOST'))
    .addOption(
      new Option(
        '--workers <count>',
        'how many processes share the port, or auto: one on each core (default: 1)',
      ).env('WORKERS'),
    )
    .addOption(
      new Option(
        '--trust-proxy <proxies>',
        'whom to believe about the address of clients: networks between commas, or how many (default: nobody)',
      ).env('TRUST_PROXY'),
    )
    .addOption(
      new Option(
        '--drain-timeout <seconds>',
        'how long running requests may take once it is told to stop (default: 10)',
      ).env('DRAIN_TIMEOUT'),
    )
    .option('--migrate', 'apply pending migrations first')
    .action(async (path: string, options: ServeCommandOptions) =>
      end(await serveApi(path, options, terminal)),
    )
}

function addWhyCommand(program: Command, terminal: Terminal, end: (code: number) => void): void {
  program
    .command('why')
    .description(
      'Says why a request is allowed or refused, without sending it; exits with 1 where it is refused.',
    )
    .argument(...moduleArgument)
    .argument('<method>', 'such as GET')
    .argument('<url>', 'path and query, such as /todos/7')
    .option('--as <login>', 'whose request it is: what the user signs in with')
    .option('--anonymous', 'it is a request without a credential')
    .option('--scopes <scopes>', 'what the credential is good for, between commas')
    .action(async (path: string, method: string, url: string, options: WhyOptions) =>
      end(await explainWhy(path, { method, url, ...options }, terminal)),
    )
}

function addUserCommands(program: Command, terminal: Terminal, end: (code: number) => void): void {
  const user = program.command('user').description('Works on the users of an API.')
  user
    .command('create')
    .description('Makes a user; the password is asked for, or read from the standard input.')
    .argument(...moduleArgument)
    .argument('[values...]', 'such as username=ada email=ada@example.com')
    .option('--admin', 'makes an administrator')
    .action(async (path: string, values: readonly string[], options: CreateUserOptions) =>
      end(await createUser(path, values, options, terminal)),
    )
  user
    .command('promote')
    .description('Makes a user an administrator.')
    .argument(...moduleArgument)
    .argument(...loginArgument)
    .action(async (path: string, login: string) => end(await promoteUser(path, login, terminal)))
  user
    .command('password')
    .description('Gives a user another password, which is asked for, or read from the standard input.')
    .argument(...moduleArgument)
    .argument(...loginArgument)
    .action(async (path: string, login: string) => end(await setPassword(path, login, terminal)))
}

function addInvitationCommands(program: Command, terminal: Terminal, end: (code: number) => void): void {
  program
    .command('invitation')
    .description('Works on invitations to make a user.')
    .command('create')
    .description('Makes an invitation and writes its code, this once.')
    .argument(...moduleArgument)
    .option('--email <address>', 'the only address it is good for')
    .option('--expires <moment>', 'until when it is good, as RFC 3339 writes it')
    .action(async (path: string, options: CreateInvitationOptions) =>
      end(await createInvitation(path, options, terminal)),
    )
}

function addClientCommands(program: Command, terminal: Terminal, end: (code: number) => void): void {
  const client = program.command('client').description('Works on the clients of an authorization server.')
  client
    .command('create')
    .description('Makes a client and writes its id and, this once, its secret.')
    .argument(...moduleArgument)
    .argument('<name>', 'what users are asked about')
    .requiredOption('--scopes <scopes>', 'what it may ask for, between commas')
    .option('--redirect-uri <uris...>', 'where users come back to')
    .option('--id <id>', 'its client_id; made where it is left out')
    .option('--public', 'it can keep no secret')
    .option('--service', 'it acts as itself, without a user')
    .option('--first-party', 'it is your own: users are not asked, and it may take their passwords')
    .action(async (path: string, name: string, options: CreateClientOptions) =>
      end(await createClient(path, name, options, terminal)),
    )
  client
    .command('list')
    .description('Writes every client: id, what it is, name and scopes, between tabs.')
    .argument(...moduleArgument)
    .action(async (path: string) => end(await listClients(path, terminal)))
  client
    .command('remove')
    .description('Takes a client away, and every token it has.')
    .argument(...moduleArgument)
    .argument('<client>', 'its id')
    .action(async (path: string, id: string) => end(await removeClient(path, id, terminal)))
}

function addKeyCommands(program: Command, terminal: Terminal, end: (code: number) => void): void {
  const application = program.command('application').description('Works on the keys of applications.')
  application
    .command('create')
    .description('Makes an application and writes its key, this once.')
    .argument(...moduleArgument)
    .argument('<name>', 'name of the application')
    .option('--scopes <scopes>', 'what the key is good for, between commas')
    .option('--expires <moment>', 'when the key ends to be good, as RFC 3339 writes it')
    .action(async (path: string, name: string, options: CreateApplicationOptions) =>
      end(await createApplication(path, name, options, terminal)),
    )
  application
    .command('revoke')
    .description('Withdraws the key of an application.')
    .argument(...moduleArgument)
    .argument('<application>', 'its id, or the prefix of its key')
    .action(async (path: string, name: string) => end(await revokeApplication(path, name, terminal)))
  program
    .command('key')
    .description('Works on the keys that sign access tokens.')
    .command('rotate')
    .description('Makes the key that signs from now on; tokens of before stay good until they expire.')
    .argument(...moduleArgument)
    .action(async (path: string) => end(await rotateKeys(path, terminal)))
}

function toExitCode(error: unknown, terminal: Terminal): number {
  // Help that was asked for ends with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.failed
  if (error instanceof Problem && error.status < 500) return complainOf(error, terminal)
  if (!(error instanceof DeclarationError)) throw error
  for (const { path, message, remedy } of error.faults) terminal.complain(`${path} ${message}: ${remedy}.\n`)
  return exitCodes.failed
}

function complainOf({ title, detail, errors = [] }: Problem, terminal: Terminal): number {
  terminal.complain(`${detail ?? title}\n`)
  for (const fault of errors) terminal.complain(`${fault.pointer?.slice(1) ?? ''} ${fault.detail}\n`)
  return exitCodes.failed
}
