import { setTimeout as delay } from 'node:timers/promises'

/** How long is waited for others, in milliseconds: a migration of theirs may take its time. */
export const patience = 600_000
const longestPause = 5000

/** Tries again while others are in the way, with pauses in which they get on. */
export async function retry<Result>(
  attempt: () => Promise<Result>,
  isInTheWay: (error: unknown) => boolean,
): Promise<Result> {
  const end = performance.now() + patience
  for (let pause = 50; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await attempt()
    } catch (error) {
      if (!isInTheWay(error) || performance.now() > end) throw error
      await delay(pause)
    }
  }
}
