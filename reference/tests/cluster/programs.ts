// Programs of the machine that a cluster is made of.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'

const initdb = globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1)

/** The folder of PostgreSQL's own programs. */
export const postgresPrograms = initdb?.replace(/\/initdb$/, '')

const isInstalled = (program: string, option: string): boolean => spawnSync(program, [option]).status === 0

const missing = [
  ...(postgresPrograms === undefined ? ['postgresql'] : []),
  ...(isInstalled('redis-server', '--version') ? [] : ['redis-server']),
  ...(isInstalled('haproxy', '-v') ? [] : ['haproxy']),
]

/** For the options of a test: why no cluster can be made here, if none can. */
export const needsCluster = {
  skip: missing.length > 0 && `there is no ${missing.join(', nor ')}: install it`,
} as const

/** Ends a process at once, and waits until it is gone. */
export async function killProcess(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** Runs a program to its end. */
export async function runProgram(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const problems: Buffer[] = []
  child.stderr.on('data', (data: Buffer) => problems.push(data))
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${Buffer.concat(problems).toString()}`)
}
