/** The command line of the benchmark. */
import { parseArgs } from 'node:util'

import { scenarios } from './scenarios.ts'
import { servers } from './servers.ts'
import { stores, type StoreName } from './stores.ts'

export const USAGE = `npm run bench -- [options]

  --rounds N          rounds of each scenario (5)
  --seconds N         whole seconds of load for each server, scenario and round (2)
  --store S           where the rows are: ${stores.join(', ')} (sqlite); PostgreSQL by BENCHMARK_POSTGRES_URL
  --only A,B          servers: ${servers.map(({ name }) => name).join(', ')}
  --scenarios A,B     scenarios: ${scenarios.map(({ name }) => name).join(', ')}
  --json FILE         write the numbers of every round
  --help              this text`

const definition = {
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '2' },
  store: { type: 'string', default: 'sqlite' },
  only: { type: 'string' },
  scenarios: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

function toCount(name: string, text: string): number {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count >= 1) return count
  throw new Error(`--${name} takes a whole number from 1, not ${text}`)
}

function choose<T extends { name: string }>(name: string, all: T[], text: string | undefined): T[] {
  if (text === undefined) return all
  const chosen = text.split(',')
  const unknown = chosen.filter((each) => !all.some((known) => known.name === each))
  if (unknown.length === 0) return all.filter((each) => chosen.includes(each.name))
  throw new Error(`--${name} knows ${all.map((each) => each.name).join(', ')}, but not ${unknown.join(', ')}`)
}

function toStore(text: string): StoreName {
  const store = stores.find((each) => each === text)
  if (store !== undefined) return store
  throw new Error(`--store knows ${stores.join(', ')}, but not ${text}`)
}

export function parseOptions(args: string[]) {
  const { values } = parseArgs({ args, options: definition })
  const store = toStore(values.store)
  const able = servers.filter((server) => server.stores.includes(store))
  return {
    rounds: toCount('rounds', values.rounds),
    seconds: toCount('seconds', values.seconds),
    store,
    servers: choose('only', able, values.only),
    scenarios: choose('scenarios', scenarios, values.scenarios),
    json: values.json,
    help: values.help,
  }
}

export type Options = ReturnType<typeof parseOptions>
