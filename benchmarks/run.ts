/** The benchmark: starts the servers, checks their answers, loads them in turn and prints the table. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

import { findFaults } from './conformance.ts'
import { canPin } from './cores.ts'
import { findVersion, installPeers } from './installation.ts'
import { CONNECTIONS, createLoad } from './load/load.ts'
import { measure } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { parseOptions, USAGE } from './options.ts'
import type { Options } from './options.ts'
import { summarize, toComplaints, toTable } from './report.ts'
import { startServer } from './server-process.ts'
import type { RunningServer } from './server-process.ts'
import { analyze, dropDatabases } from './postgres.ts'
import type { ServerDefinition } from './servers.ts'
import { createStore, findStoreVersion } from './stores.ts'

function complain(what: string): void {
  console.error(`\n!!! ${what}\n`)
  process.exitCode = 1
}

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(1)
  }
}

/** For the databases and the load's files; gone when the run ends, as are the databases of a server. */
function createWorkDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ninety-benchmark-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void dropDatabases().finally(() => process.exit(1)))
  }
  return directory
}

/** Starts and checks one server; one that fails is left out of the run. */
async function admit(definition: ServerDefinition, { scenarios, store }: Options, directory: string) {
  try {
    const database = await createStore(store, definition.name, directory)
    const server = await startServer(definition, database)
    if (store === 'postgres') await analyze(database)
    const faults = await findFaults(scenarios, server)
    if (faults.length === 0) return server
    complain(
      `${server.name} is left out, its answers are wrong:\n${faults.join('\n')}\n${server.readErrors()}`,
    )
    server.stop()
  } catch (error) {
    complain(`${definition.name} is left out: ${(error as Error).message}`)
  }
  return undefined
}

async function describe({ servers, store, rounds, seconds }: Options, load: string): Promise<string[]> {
  const versions = servers.map(({ name, packages }) => {
    return `${name}: ${packages.map((each) => `${each} ${findVersion(each)}`).join(', ')}`
  })
  const cores = `${availableParallelism()} cores, ${canPin ? 'server and load pinned' : 'not pinned'}`
  return [
    `node ${process.versions.node}, ${await findStoreVersion(store)}, ${process.platform} ${process.arch}, ${cores}`,
    ...versions,
    `load: ${load}, ${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s`,
    `command: ${['npm run bench --', ...process.argv.slice(2)].join(' ')}`,
  ]
}

function report({ scenarios, json }: Options, measurements: Measurement[], description: string[]): void {
  const summaries = scenarios.map(({ name }) => summarize(measurements, name))
  const tables = scenarios.map((scenario, index) => toTable(scenario, summaries[index]!))
  console.log(`\n${tables.join('\n\n')}\n\n${description.join('\n')}`)
  if (json === undefined) return
  writeFileSync(
    json,
    `${JSON.stringify({ description, summaries: summaries.flat(), measurements }, null, 2)}\n`,
  )
}

async function run(options: Options): Promise<void> {
  const directory = createWorkDirectory()
  const load = createLoad(directory)
  const admitted: RunningServer[] = []
  for (const definition of options.servers) {
    const server = await admit(definition, options, directory)
    if (server) admitted.push(server)
  }
  if (admitted.length === 0) return
  const measurements = await measure(load, admitted, options.scenarios, options)
  report(options, measurements, await describe(options, load.name))
  const complaints = toComplaints(measurements)
  if (complaints.length > 0) complain(`Not every answer was what was asked for:\n${complaints.join('\n')}`)
  for (const server of admitted.filter(({ isRunning }) => !isRunning())) {
    complain(`${server.name} ended during the run:\n${server.readErrors()}`)
  }
  for (const server of admitted) server.stop()
}

const options = readOptions()
if (options.help) console.log(USAGE)
else if (installPeers()) await run(options).finally(dropDatabases)
else complain('npm could not install the packages of the peers')
