// Everything there is, whatever the environment leaves out: for `ninety db diff`, whose migrations are for all of it.
import process from 'node:process'
import { loadEnvironmentFile, moduleNames, readConfiguration } from './configuration.ts'
import { createReferenceApi } from './reference-api.ts'

loadEnvironmentFile()
const configuration = readConfiguration({ DATABASE_URL: process.env['DATABASE_URL'] })

/** Not started, and not served. */
export const api = createReferenceApi({
  ...configuration,
  modules: moduleNames,
  signUp: 'invitation',
  secret: 'not used, since nobody starts this',
})
