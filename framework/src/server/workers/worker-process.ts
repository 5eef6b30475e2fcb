import cluster from 'node:cluster'
import process from 'node:process'

/** How a process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** One of the processes that serve an API, as seen by the one that started them. */
export interface WorkerProcess {
  readonly pid: number
  /** Where it listens; undefined where it ends before it does. */
  readonly listening: Promise<string | undefined>
  readonly ended: Promise<Ending>
  /** Tells it to drain, or with SIGKILL ends it. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

// Other tools run programs as workers of a cluster, too.
const mark = 'NINETY_WORKER_PORT'

/** Whether this process is one that `startWorker` has started. */
export const isWorker: boolean = cluster.isWorker && process.env[mark] !== undefined

// One that cannot start ends, as the program does by itself: the way to the first process holds up nobody.
if (isWorker) process.channel?.unref()

/** The port that all workers listen on. */
export const workerPort = (): number => Number(process.env[mark])

/** Keeps this worker from ending while it asks the first process for its port; where that fails, it may end again. */
export async function whileAsking<Result>(ask: () => Promise<Result>): Promise<Result> {
  if (!isWorker) return ask()
  process.channel?.ref()
  try {
    return await ask()
  } catch (error) {
    process.channel?.unref()
    throw error
  }
}

/** Runs this program once more, in a process that shares its ports with the others. */
export function startWorker(port: number): WorkerProcess {
  // Workers take connections by themselves. Handed over, those on their way to a worker that dies would hang for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  const worker = cluster.fork({ [mark]: String(port) })
  const ended = new Promise<Ending>((resolve) => {
    worker.once('exit', (code: number | null, signal: NodeJS.Signals | null) => resolve({ code, signal }))
    // A process that could not be made has no end either.
    worker.on('error', () => worker.process.pid === undefined && resolve({ code: 1, signal: null }))
  })
  const told = new Promise<string>((resolve) =>
    worker.on('message', (message) => isAddress(message) && resolve(message.ninetyListensAt)),
  )
  return {
    pid: worker.process.pid!,
    listening: Promise.race([told, ended.then(() => undefined)]),
    ended,
    kill: (signal) => void worker.process.kill(signal),
  }
}

/** Tells the process that has started this one where it listens. */
export function tellAddress(url: string): void {
  const message: Address = { ninetyListensAt: url }
  process.send?.(message)
}

interface Address {
  readonly ninetyListensAt: string
}

const isAddress = (message: unknown): message is Address =>
  typeof message === 'object' && message !== null && 'ninetyListensAt' in message
