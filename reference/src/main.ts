// `npm start`: reads the environment, makes the database where there is none, and serves until it is told to stop. With
// `--migrate` it does the former in production, too.
import cluster from 'node:cluster'
import process from 'node:process'
import { createLog, DeclarationError, serve, type Api } from 'ninety'
import { loadEnvironmentFile, readConfiguration, type Configuration } from './configuration.ts'
import { demoClients, seedDemoClients } from './demo-clients.ts'
import { demoAccounts, seedDemoData } from './demo-data.ts'
import { readKeptSecret } from './kept-secret.ts'
import { createReferenceApi, hasOAuth } from './reference-api.ts'

async function main(): Promise<void> {
  loadEnvironmentFile()
  const configuration = readConfiguration(process.env, process.argv.slice(2))
  const { database, production, host, port, workers, trustProxy } = configuration
  const secret = configuration.secret ?? readKeptSecret(database)
  const log = createLog({ level: configuration.logLevel })
  const api = createReferenceApi({ ...configuration, secret }, { events: log.events })
  // Once, however many workers run this.
  if (cluster.isPrimary && !production) await seed(api, configuration)
  const { url } = await serve(api, { host, port, workers, trustProxy, log })
  if (!production) welcome(url, configuration)
}

async function seed(api: Api, { publicUrl }: Configuration): Promise<void> {
  await api.start()
  await seedDemoData(api)
  await seedDemoClients(api, publicUrl)
}

function welcome(url: string, configuration: Configuration): void {
  const hasInbox = configuration.mail === undefined
  const accounts = demoAccounts.map(
    ({ username, password, isAdmin }) => `  ${username} / ${password}${isAdmin ? '  (admin)' : ''}`,
  )
  const clients = demoClients.map(
    ({ id, note, ...rest }) => `  ${[id, ...Object.values(rest)].join(' / ')}  (${note})`,
  )
  process.stdout.write(`
Ninety is listening.

  API            ${url}/api/v1
  Documentation  ${url}/docs
  OpenAPI        ${url}/openapi.json${hasInbox ? `\n  Inbox          ${url}/dev/inbox` : ''}

Accounts
${accounts.join('\n')}
${hasOAuth(configuration) ? `\nOAuth clients\n${clients.join('\n')}\n` : ''}
Sign in:
  curl -s ${url}/auth/login -H 'Content-Type: application/json' -d '{"username":"ada","password":"ada-password"}'

Stop with Ctrl-C.
`)
}

try {
  await main()
} catch (error) {
  // What an operator can mend is said in words; anything else keeps its stack.
  if (!(error instanceof DeclarationError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
