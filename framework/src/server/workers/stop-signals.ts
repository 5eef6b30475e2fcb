import process from 'node:process'

/** What comes sooner is the same wish, from a terminal and from what started the process. Milliseconds. */
const sameWithin = 1000

/**
 * Runs `stop` when the process is told to stop, and `end` when it is told so again.
 * @param signals those that count; SIGINT and SIGTERM where they are not said
 */
export function onStopSignals(
  stop: () => Promise<void>,
  end: () => void,
  signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'],
): void {
  let told: number | undefined
  const tell = () => {
    if (told === undefined) {
      told = performance.now()
      void stop()
    } else if (performance.now() - told > sameWithin) end()
  }
  for (const signal of signals) process.on(signal, tell)
}
