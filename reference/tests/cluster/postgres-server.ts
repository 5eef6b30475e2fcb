// A PostgreSQL server of a test's own, to be stopped, killed, held up and started again. It waits for the disk at each commit.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { chown } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { killProcess, postgresPrograms } from './programs.ts'

/** How a server is told to stop: `fast` undoes what runs, `immediate` leaves it to the next start. */
const signals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const

export type PostgresServer = Awaited<ReturnType<typeof openPostgresServer>>

/** Makes a server and starts it; whoever has it closes it. */
export async function openPostgresServer(port: string) {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-postgres-'))
  const owner = await findOwner(folder)
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const run = (program: string, args: readonly string[]) =>
    spawn(join(postgresPrograms!, program), args, { stdio: 'ignore', cwd: folder, ...owner })
  const made = run('initdb', [
    '-D',
    folder,
    '-A',
    'trust',
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
  ])
  const [status] = await once(made, 'exit')
  if (status !== 0) throw new Error(`initdb ended with ${status}`)
  writeFileSync(join(folder, 'postgresql.auto.conf'), toSettings(port, folder))

  let child: ChildProcess | undefined
  /** The server and all that it has made to serve. */
  const signalAll = (signal: NodeJS.Signals) => {
    for (const pid of [child!.pid!, ...childrenOf(child!.pid!)]) trySignal(pid, signal)
  }
  const server = {
    url,
    async start(): Promise<void> {
      child = run('postgres', ['-D', folder])
      for (let tries = 0; !(await answers(url)); tries++) {
        await wait(50)
        if (child.exitCode === null) continue
        // What is left of the one before keeps it from starting; whoever watches over a server tries again.
        if (tries > 200) throw new Error(`PostgreSQL ended with ${child.exitCode}`)
        child = run('postgres', ['-D', folder])
      }
    },
    async stop(mode: keyof typeof signals): Promise<void> {
      const exited = once(child!, 'exit')
      child!.kill(signals[mode])
      await exited
    },
    /** All of its processes end where they are. */
    async kill(): Promise<void> {
      // It makes no more of them then.
      trySignal(child!.pid!, 'SIGSTOP')
      const all = childrenOf(child!.pid!)
      signalAll('SIGKILL')
      await killProcess(child)
      while (all.some(isAlive)) await wait(10)
    },
    /** Connections stay, and nobody answers. */
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    /** Ends the connections of others. */
    endConnections: () =>
      server.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`),
    async query(text: string): Promise<Record<string, string>[]> {
      const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
      await client.connect()
      try {
        return (await client.query<Record<string, string>>(text)).rows
      } finally {
        await client.end()
      }
    },
    async close(): Promise<void> {
      if (child?.exitCode === null) signalAll('SIGCONT')
      await killProcess(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

const toSettings = (port: string, folder: string): string => `
port = ${port}
listen_addresses = '127.0.0.1'
unix_socket_directories = '${folder}'
max_connections = 60
fsync = on
synchronous_commit = on
logging_collector = off
`

/** PostgreSQL refuses to run as root: the folder is made the user's that its package comes with. */
async function findOwner(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m)!
  const [uid, gid] = [Number(line[1]), Number(line[2])]
  await chown(folder, uid, gid)
  return { uid, gid }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => parentOf(each) === pid)
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

const isAlive = (pid: number): boolean => parentOf(pid) !== undefined

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
