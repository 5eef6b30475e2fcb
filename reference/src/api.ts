// The API as the environment wants it, for commands: `npx ninety user create reference/src/api.ts …`.
import process from 'node:process'
import { createLog } from 'ninety'
import { loadEnvironmentFile, readConfiguration } from './configuration.ts'
import { readKeptSecret } from './kept-secret.ts'
import { createReferenceApi } from './reference-api.ts'

loadEnvironmentFile()
const configuration = readConfiguration(process.env)
const secret = configuration.secret ?? readKeptSecret(configuration.database)

/** Not started, and not served. */
export const api = createReferenceApi(
  { ...configuration, secret },
  { events: createLog({ level: 'warn' }).events },
)
