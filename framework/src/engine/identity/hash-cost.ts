import { performance } from 'node:perf_hooks'
import { toMilliseconds, type Duration } from '../../kernel/values/duration.ts'
import { createSecretHasher } from './password-hash.ts'
import type { Argon2Cost } from './phc-hash.ts'

// OWASP's least, and the most passes that a kept hash can name.
const least: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const mostPasses = 99

/**
 * The cost at which one hash takes about as long as wanted on this machine while it does nothing else: 19,456 KiB and as
 * many passes as fit, 2 to 99, so never less than OWASP's least. For `createSecretHasher`. To be measured once where the
 * API will run, and written down: instances that each measure for themselves would hash anew what the others have hashed.
 */
export async function measureHashCost(target: Duration): Promise<Argon2Cost> {
  const wanted = toMilliseconds(target)
  const { hash } = createSecretHasher(least)
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const begun = performance.now()
    await hash('measured')
    times.push(performance.now() - begun)
  }
  // The fastest was disturbed least.
  const fitting = Math.floor((least.passes * wanted) / Math.min(...times))
  return { ...least, passes: Math.min(Math.max(fitting, least.passes), mostPasses) }
}
