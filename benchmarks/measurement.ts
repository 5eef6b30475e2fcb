/** The rounds: every server in turn under each scenario, so that a slow minute of the machine meets them all. */
import type { HttpRequest } from './http-client.ts'
import type { Load, LoadResult } from './load/load.ts'
import { createRequests } from './scenarios.ts'
import type { Scenario } from './scenarios.ts'
import type { RunningServer } from './server-process.ts'

const WARM_UP_SECONDS = 1

export interface Measurement extends LoadResult {
  server: string
  scenario: string
  /** From 1. */
  round: number
}

interface Step {
  server: RunningServer
  scenario: Scenario
  requests: HttpRequest[]
}

async function createSteps(servers: RunningServer[], scenario: Scenario): Promise<Step[]> {
  const toStep = async (server: RunningServer) => ({
    server,
    scenario,
    requests: await createRequests(scenario, server),
  })
  return Promise.all(servers.map(toStep))
}

/** Each round begins with another server, so that none always follows the same neighbour. */
function rotate<T>(list: T[], by: number): T[] {
  const start = by % list.length
  return [...list.slice(start), ...list.slice(0, start)]
}

/** A server that died stays in the report with zero, and the run complains at its end. */
async function measureServer(load: Load, server: RunningServer, requests: HttpRequest[], seconds: number) {
  const nothing: LoadResult = { requestsPerSecond: 0, refused: 0, failed: 0 }
  if (!server.isRunning()) return nothing
  try {
    return await load.run(server.origin, requests, seconds)
  } catch (error) {
    console.error(`${server.name}: ${(error as Error).message}`)
    return nothing
  }
}

async function measureRound(
  load: Load,
  steps: Step[],
  seconds: number,
  round: number,
): Promise<Measurement[]> {
  const measurements: Measurement[] = []
  for (const { server, scenario, requests } of rotate(steps, round - 1)) {
    const result = await measureServer(load, server, requests, seconds)
    measurements.push({ server: server.name, scenario: scenario.name, round, ...result })
  }
  return measurements
}

async function measurePhase(
  load: Load,
  servers: RunningServer[],
  scenarios: Scenario[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Measurement[]> {
  const measurements: Measurement[] = []
  if (scenarios.length === 0) return measurements
  const phase: Step[][] = []
  for (const scenario of scenarios) phase.push(await createSteps(servers, scenario))
  for (const steps of phase) await measureRound(load, steps, WARM_UP_SECONDS, 1)
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} of ${rounds}: ${scenarios.map(({ name }) => name).join(', ')}`)
    for (const steps of phase) measurements.push(...(await measureRound(load, steps, seconds, round)))
  }
  return measurements
}

const isCreate = ({ operation }: Scenario) => operation === 'create'

/** All rounds of the reads come first: no read sees the rows that the creates add. */
export async function measure(
  load: Load,
  servers: RunningServer[],
  scenarios: Scenario[],
  extent: { rounds: number; seconds: number },
): Promise<Measurement[]> {
  const reads = scenarios.filter((scenario) => !isCreate(scenario))
  return [
    ...(await measurePhase(load, servers, reads, extent)),
    ...(await measurePhase(load, servers, scenarios.filter(isCreate), extent)),
  ]
}
