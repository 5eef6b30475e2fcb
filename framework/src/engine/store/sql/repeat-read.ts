import { performance } from 'node:perf_hooks'

/** Connections that were cut without a sign may be met one after the other. */
const mostTries = 20
/** Milliseconds after which whoever asks has waited for long enough. */
const patience = 5000

/**
 * Does what changes nothing, and does it once more where the connection turns out to be over.
 * @param mayDoBetter whether what failed with an error of the driver may be done on another connection
 */
export async function repeatRead<Result>(
  mayDoBetter: (error: unknown) => boolean,
  read: () => Promise<Result>,
): Promise<Result> {
  const late = performance.now() + patience
  for (let tries = 1; ; tries++) {
    try {
      return await read()
    } catch (error) {
      if (tries === mostTries || performance.now() >= late || !mayDoBetter(error)) throw error
    }
  }
}
