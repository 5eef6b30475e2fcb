// The command `ninety serve`, as a process of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'

const program = join(import.meta.dirname, '../../src/tooling/cli/ninety.ts')
const module = join(import.meta.dirname, 'worker-api.ts')

/** A test, or the file it stands in. */
interface Owner {
  after(clean: () => unknown): void
}

/** Where a test keeps its files. */
export function openFolder(owner: Owner): string {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-workers-'))
  owner.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface Starting {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts it, and gives back what it writes and how it ends. */
export function startCommand(owner: Owner, { args = [], env = {} }: Starting) {
  const child = spawn(process.execPath, [program, 'serve', module, ...args], {
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { out: '', problems: '' }
  child.stdout.on('data', (chunk) => (written.out += String(chunk)))
  child.stderr.on('data', (chunk) => (written.problems += String(chunk)))
  const closed = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  owner.after(() => {
    child.kill('SIGKILL')
    return closed
  })
  return { child, written, closed }
}

/** The same, once it listens. */
export async function startServer(owner: Owner, starting: Starting) {
  const started = startCommand(owner, starting)
  const url = await until(() => /^Listening on (\S+)$/m.exec(started.written.out)?.[1], started.closed)
  const send = (method: string, path: string, sending: Sending = {}) => sendOnce(url, method, path, sending)
  /** Who answers, after some milliseconds. */
  const ask = async (linger = 0) => {
    const { headers } = await send('GET', '/notes', { headers: { 'x-linger': String(linger) } })
    return Number(headers['x-pid'])
  }
  return { ...started, url, send, ask }
}

/** Waits until something is found; fails where the process ends before that. */
export async function until<Found>(
  find: () => Found | undefined | Promise<Found | undefined>,
  ended?: Promise<unknown>,
): Promise<Found> {
  let isOver = false
  void ended?.then(() => (isOver = true))
  for (let tries = 0; tries < 2400; tries++) {
    const found = await find()
    if (found !== undefined) return found
    if (isOver) throw new Error('The process has ended.')
    await wait(25)
  }
  throw new Error('That did not come about.')
}

/** What is sent. */
export interface Sending {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Each request has a connection of its own, and so goes to the worker whose turn it is. */
async function sendOnce(url: string, method: string, path: string, { body, headers }: Sending) {
  const sent = request(new URL(path, url), {
    method,
    agent: false,
    signal: AbortSignal.timeout(20_000),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
  }).end(body === undefined ? '' : JSON.stringify(body))
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const text = (await answer.toArray()).join('')
  const isJson = /json/.test(answer.headers['content-type'] ?? '') && text !== ''
  // oxlint-disable-next-line typescript/no-explicit-any
  const json: Record<string, any> = isJson ? JSON.parse(text) : {}
  return { status: answer.statusCode!, headers: answer.headers, body: json }
}
