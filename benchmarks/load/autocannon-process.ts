/** Reads a task from standard input, runs it and prints the result. */
import { json } from 'node:stream/consumers'

import autocannon from 'autocannon'

import type { AutocannonTask } from './autocannon.ts'
import type { LoadResult } from './load.ts'

const task = (await json(process.stdin)) as AutocannonTask
const { requests, duration, errors, timeouts, statusCodeStats = {} } = await autocannon(task)

const refused = Object.entries(statusCodeStats)
  .filter(([status]) => Number(status) >= 400)
  .reduce((sum, [, { count = 0 }]) => sum + count, 0)
const result: LoadResult = {
  requestsPerSecond: requests.total / duration,
  refused,
  failed: errors + timeouts,
}
console.log(JSON.stringify(result))
