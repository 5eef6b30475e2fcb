/** Starts a server as a process of its own and waits for the line that says it serves. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

import { pin, SERVER_CORE } from './cores.ts'
import type { Ready } from './peers/ready.ts'
import type { ServerDefinition } from './servers.ts'

const START_TIMEOUT = 60_000
const KEPT_ERROR_TEXT = 4_000

export interface RunningServer extends Ready {
  name: string
  origin: string
  isRunning: () => boolean
  /** The last of what it wrote to standard error. */
  readErrors: () => string
  stop: () => void
}

function parseReady(line: string): Ready | undefined {
  try {
    const value = JSON.parse(line) as Partial<Ready>
    return value.port && value.token && value.sampleIds?.length ? (value as Ready) : undefined
  } catch {
    return undefined
  }
}

/** The first line that is one; a server may write others. */
function waitForReady(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('did not say it was ready in time')), START_TIMEOUT)
    const fail = (why: string) => {
      clearTimeout(timer)
      reject(new Error(why))
    }
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code, signal) => fail(`ended with ${signal ?? code} before it was ready`))
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const ready = parseReady(line)
      if (ready === undefined) return
      clearTimeout(timer)
      resolve(ready)
    })
  })
}

export async function startServer(
  { name, file }: ServerDefinition,
  database: string,
): Promise<RunningServer> {
  const [command, args] = pin(SERVER_CORE, process.execPath, [`${import.meta.dirname}/${file}`, database])
  const env = { ...process.env, NODE_ENV: 'production' }
  // Standard input stays open for as long as this process lives: its end is the sign to stop.
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-KEPT_ERROR_TEXT)))
  const stop = () => void child.kill('SIGKILL')
  process.once('exit', stop)
  try {
    const ready = await waitForReady(child)
    const isRunning = () => child.exitCode === null && child.signalCode === null
    return {
      ...ready,
      name,
      origin: `http://127.0.0.1:${ready.port}`,
      isRunning,
      readErrors: () => errors,
      stop,
    }
  } catch (error) {
    stop()
    throw new Error(`${(error as Error).message}\n${errors}`, { cause: error })
  }
}
