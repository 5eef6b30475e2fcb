import { execFile, type ExecFileOptions } from 'node:child_process'
import { chownSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'

const run = promisify(execFile)
const [programs] = globSync('/usr/lib/postgresql/*/bin').sort((a, b) =>
  b.localeCompare(a, 'en', { numeric: true }),
)

/** Why clusters cannot be made here. */
export const skip: string | false =
  programs === undefined && 'no programs of PostgreSQL in /usr/lib/postgresql'

// PostgreSQL refuses to run as root.
const owner = skip === false && process.getuid?.() === 0 ? await findOwner() : undefined

async function findOwner(): Promise<{ readonly uid: number; readonly gid: number }> {
  const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres'])))
  const [uid, gid] = ids.map(({ stdout }) => Number(stdout))
  return { uid: uid!, gid: gid! }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  server.close()
  return port
}

// A copy takes in at once what it is sent, whoever reads meanwhile, and comes back soon after its primary.
const settings = [
  'fsync=off',
  'listen_addresses=127.0.0.1',
  'max_standby_streaming_delay=0',
  'wal_retrieve_retry_interval=100ms',
  'wal_keep_size=1GB',
]
  .map((setting) => `-c ${setting}`)
  .join(' ')

/** Of the process that a file of `/proc` tells of; empty where it has ended meanwhile. */
function parentOf(path: string): string {
  try {
    return (
      readFileSync(path, 'utf8')
        .replace(/^.*\) \S /, '')
        .split(' ')[0] ?? ''
    )
  } catch {
    return ''
  }
}

/** A server of PostgreSQL with a folder and a port of its own. */
export class PostgresServer {
  readonly #folder: string
  readonly #port: number
  readonly url: string

  private constructor(folder: string, port: number) {
    this.#folder = folder
    this.#port = port
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`
  }

  /** An empty one, which others may follow. */
  static async create(): Promise<PostgresServer> {
    const server = await PostgresServer.#prepare()
    const { folder } = server
    await server.#program('initdb', [
      '-D',
      folder,
      '-A',
      'trust',
      '-U',
      'postgres',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '-N',
    ])
    await server.start()
    return server
  }

  /** A copy that follows this one. */
  async copy(): Promise<PostgresServer> {
    const copy = await PostgresServer.#prepare()
    await copy.#program('pg_basebackup', [
      '-d',
      this.url,
      '-D',
      copy.folder,
      '-R',
      '-c',
      'fast',
      '-X',
      'stream',
      '-N',
    ])
    await copy.start()
    return copy
  }

  static async #prepare(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'ninety-cluster-'))
    if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
    return new PostgresServer(folder, await findFreePort())
  }

  get folder(): string {
    return join(this.#folder, 'data')
  }

  async start(): Promise<void> {
    const options = `-p ${this.#port} -k ${this.#folder} ${settings}`
    await this.#control('start', '-l', join(this.#folder, 'log'), '-o', options)
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    await this.#control('stop', '-m', 'immediate')
  }

  /** Runs a statement, and gives the values of its first row; of several, nothing. */
  async query(text: string): Promise<readonly unknown[]> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 5000 })
    await client.connect()
    try {
      const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' })
      return rows?.[0] ?? []
    } finally {
      await client.end()
    }
  }

  /** Lets a copy take in nothing more. */
  async pause(): Promise<void> {
    await this.query('SELECT pg_wal_replay_pause()')
    while ((await this.query('SELECT pg_get_wal_replay_pause_state()'))[0] !== 'paused');
  }

  async resume(): Promise<void> {
    await this.query('SELECT pg_wal_replay_resume()')
  }

  /** Stops it where it is: it answers nobody, and refuses nobody. */
  freeze(): void {
    this.#signal('SIGSTOP')
  }

  thaw(): void {
    this.#signal('SIGCONT')
  }

  /** Each of its processes has a session of its own. */
  #signal(signal: NodeJS.Signals): void {
    const [postmaster = ''] = readFileSync(join(this.folder, 'postmaster.pid'), 'utf8').split('\n')
    const children = globSync('/proc/[0-9]*/stat').filter((path) => parentOf(path) === postmaster)
    for (const id of [postmaster, ...children.map((path) => path.split('/')[2])])
      process.kill(Number(id), signal)
  }

  /** Makes a copy a server in its own right. */
  async promote(): Promise<void> {
    await this.query('SELECT pg_promote()')
  }

  /** Ends it, and removes all of it. */
  async remove(): Promise<void> {
    await this.kill().catch(() => {})
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #control(...args: string[]): Promise<void> {
    await this.#program('pg_ctl', ['-D', this.folder, '-w', ...args])
  }

  async #program(name: string, args: string[]): Promise<void> {
    const options: ExecFileOptions = { cwd: this.#folder, timeout: 60_000, ...owner }
    await run(join(programs!, name), args, options)
  }
}
