/** Medians, spread and ratios of the measurements. */
import type { Measurement } from './measurement.ts'
import type { Scenario } from './scenarios.ts'
import { BASELINE } from './servers.ts'

export interface Summary {
  server: string
  scenario: string
  /** Requests per second. */
  median: number
  min: number
  max: number
  /** The median of the rounds' ratios to the baseline; rounds are pairs, so that noise common to both falls out. */
  ratio: number | undefined
}

function findMedian(numbers: number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function findRatio(own: Measurement[], baseline: Measurement[]): number | undefined {
  const ratios = own.flatMap(({ round, requestsPerSecond }) => {
    const pair = baseline.find((each) => each.round === round)
    return pair && pair.requestsPerSecond > 0 ? [requestsPerSecond / pair.requestsPerSecond] : []
  })
  return ratios.length > 0 ? findMedian(ratios) : undefined
}

export function summarize(measurements: Measurement[], scenario: string): Summary[] {
  const rounds = measurements.filter((each) => each.scenario === scenario)
  const byServer = Object.entries(Object.groupBy(rounds, ({ server }) => server)) as [string, Measurement[]][]
  const baseline = rounds.filter(({ server }) => server === BASELINE)
  const summaries = byServer.map(([server, own]): Summary => {
    const rates = own.map(({ requestsPerSecond }) => requestsPerSecond)
    const [min, max] = [Math.min(...rates), Math.max(...rates)]
    return { server, scenario, median: findMedian(rates), min, max, ratio: findRatio(own, baseline) }
  })
  return summaries.sort((one, other) => other.median - one.median)
}

const toCount = (number: number) => Math.round(number).toLocaleString('en')

function toRow({ server, median, min, max, ratio }: Summary): string {
  const cells = [toCount(median).padStart(10), `${toCount(min)}–${toCount(max)}`.padStart(18)]
  return `  ${server.padEnd(12)}${cells.join('')}${(ratio?.toFixed(2) ?? '–').padStart(10)}`
}

export function toTable({ name, title }: Scenario, summaries: Summary[]): string {
  const head = `  ${''.padEnd(12)}${'req/s'.padStart(10)}${'min–max'.padStart(18)}${`× ${BASELINE}`.padStart(10)}`
  return [`${name} (${title})`, head, ...summaries.map(toRow)].join('\n')
}

/** One line for each server and scenario whose answers were not all what was asked for. */
export function toComplaints(measurements: Measurement[]): string[] {
  return measurements
    .filter(({ requestsPerSecond, refused, failed }) => requestsPerSecond === 0 || refused + failed > 0)
    .map(({ server, scenario, round, requestsPerSecond, refused, failed }) => {
      const rate = toCount(requestsPerSecond)
      return `${server}, ${scenario}, round ${round}: ${refused} refused, ${failed} failed, ${rate} req/s`
    })
}
