/** The load generator: wrk where it is installed, because it leaves more of a small machine to the server. */
import { spawn, spawnSync } from 'node:child_process'

import { LOAD_CORE, pin } from '../cores.ts'
import type { HttpRequest } from '../http-client.ts'
import { createAutocannonLoad } from './autocannon.ts'
import { createWrkLoad } from './wrk.ts'

export const CONNECTIONS = 32

export interface LoadResult {
  requestsPerSecond: number
  /** Answers with a status of 400 or more. */
  refused: number
  /** Connections that broke and requests that timed out. */
  failed: number
}

export interface Load {
  name: string
  /** Sends the requests in turn, over and over, on all connections. */
  run: (origin: string, requests: HttpRequest[], seconds: number) => Promise<LoadResult>
}

/** `directory` is for files that live as long as the run. */
export function createLoad(directory: string): Load {
  const hasWrk = spawnSync('wrk', ['-v'], { stdio: 'ignore' }).error === undefined
  return hasWrk ? createWrkLoad(directory) : createAutocannonLoad()
}

/** Runs a command on the core of the load and answers with what it printed. */
export function runPinned(command: string, args: string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(...pin(LOAD_CORE, command, args), { stdio: ['pipe', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}`)),
    )
    child.stdin.end(input)
  })
}
