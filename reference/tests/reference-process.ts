// The reference server as processes of its own: as it is started in earnest, on a database that several may share.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { createTestDatabase } from 'ninety/testing'

const program = join(import.meta.dirname, '../src/main.ts')
const api = join(import.meta.dirname, '../src/api.ts')
const commands = join(import.meta.dirname, '../../framework/src/tooling/cli/ninety.ts')

type Environment = Readonly<Record<string, string>>

/** What is sent. */
export interface Sending {
  /** An access token. */
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Tokens {
  readonly access: string
  readonly refresh: string
}

export type ReferenceProcess = Awaited<ReturnType<ReturnType<typeof createSite>['start']>>

/**
 * A folder, a database of the kind under test, and the processes on it; all of it goes when the tests of the file are done.
 * @param flags what servers are started with
 */
export function createSite(environment: Environment = {}, flags: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-site-'))
  let database: Promise<string> | undefined
  const findDatabase = () => (database ??= createTestDatabase().then(({ url }) => url))
  const running = new Set<() => Promise<void>>()
  after(async () => {
    await Promise.all([...running].map((stop) => stop()))
    rmSync(folder, { recursive: true, force: true })
  })
  const surroundings = async (more: Environment) => ({
    ...(process.env['PATH'] !== undefined && { PATH: process.env['PATH'] }),
    DATABASE_URL: environment['DATABASE_URL'] ?? (await findDatabase()),
    PORT: '0',
    PUBLIC_URL: 'http://reference.example',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'silent',
    ...environment,
    ...more,
  })

  return {
    folder,
    /** Starts a server on the database. */
    async start(more: Environment = {}) {
      const stdio = ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit']
      const env = await surroundings(more)
      const child = spawn(process.execPath, [program, ...flags], { cwd: folder, env, stdio })
      const exited = once(child, 'exit')
      const end = async (signal: NodeJS.Signals) => {
        running.delete(stop)
        child.kill(signal)
        await exited
      }
      const stop = () => end('SIGTERM')
      running.add(stop)
      const url = await findUrl(child, env.PORT)
      const log: string[] = []
      child.stdout.on('data', (data: Buffer) => log.push(data.toString()))
      /** What it has written since it listens. */
      const readLog = () => log.join('')
      return { ...createClient(url), stop, kill: () => end('SIGKILL'), readLog }
    },
    /** What a start writes that must fail. */
    async fail(more: Environment): Promise<string> {
      const env = await surroundings(more)
      const child = spawn(process.execPath, [program, ...flags], { cwd: folder, env })
      const ended = once(child, 'exit')
      const [problems, [status]] = await Promise.all([text(child.stderr), ended])
      assert.equal(status, 1, problems)
      return problems
    },
    /** Runs a command of `ninety` on the API, and gives back what it wrote. */
    async command(names: string, args: readonly string[] = [], input = ''): Promise<string> {
      const all = [commands, ...names.split(' '), api, ...args]
      const child = spawn(process.execPath, all, { cwd: folder, env: await surroundings({}) })
      child.stdin.end(input)
      const ended = once(child, 'exit')
      const [out, problems, [status]] = await Promise.all([text(child.stdout), text(child.stderr), ended])
      assert.equal(status, 0, problems)
      return out.trim()
    },
  }
}

/** Where a server listens: it says so, but in production, where its port is known. */
async function findUrl(child: ChildProcess, port: string): Promise<string> {
  if (port === '0') {
    for await (const line of createInterface({ input: child.stdout! })) {
      const url = /^ +API +(\S+)\/api\/v1$/.exec(line)?.[1]
      if (url !== undefined) return url
    }
  }
  const url = `http://127.0.0.1:${port}`
  for (;;) {
    assert.equal(child.exitCode, null, 'the server listens')
    const alive = await fetch(`${url}/livez`).catch(() => undefined)
    if (alive?.ok === true) return url
    await wait(50)
  }
}

/** A port that is free now. */
export async function findFreePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}

/** Asks a server that listens somewhere. */
export function createClient(url: string) {
  const send = async (method: string, path: string, { token, body, headers }: Sending = {}) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': type }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const written = await response.text()
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
    // oxlint-disable-next-line typescript/no-explicit-any
    const answer: Record<string, any> = isJson ? JSON.parse(written) : {}
    return { status: response.status, headers: response.headers, text: written, body: answer }
  }
  const toTokens = (answer: Awaited<ReturnType<typeof send>>): Tokens => {
    assert.equal(answer.status, 200, answer.text)
    return { access: answer.body['access_token'], refresh: answer.body['refresh_token'] }
  }
  const refresh = (token: string) => send('POST', '/auth/refresh', { body: { refresh_token: token } })
  return {
    url,
    send,
    refresh,
    signIn: async (username: string, password = `${username}-password`) =>
      toTokens(await send('POST', '/auth/login', { body: { username, password } })),
    refreshed: async (token: string) => toTokens(await refresh(token)),
    /** The status that a token gets: 200 as long as it is good. */
    statusOf: async (token: string) => (await send('GET', '/auth/whoami', { token })).status,
  }
}
