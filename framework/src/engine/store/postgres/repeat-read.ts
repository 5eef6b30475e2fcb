import { mayDoBetter } from './failure.ts'

/** Connections that were cut without a sign may be met one after the other. */
const mostTries = 20

/** Does what changes nothing, and does it once more where the connection turns out to be over. */
export async function repeatRead<Result>(read: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await read()
    } catch (error) {
      if (tries === mostTries || !mayDoBetter(error)) throw error
    }
  }
}
