// Runs an example as its reader would: as a process of its own, on a free port, in an empty folder.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Sending {
  readonly token?: string
  readonly body?: unknown
  /** Sent instead of a body. */
  readonly form?: FormData
  /** Default: whatever there is. */
  readonly accept?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer of an example. */
export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Parsed; empty where it is no JSON. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface Example {
  send(method: string, path: string, sending?: Sending): Promise<Received>
  /** Makes an account and signs it in: its access token. */
  signUp(username: string): Promise<string>
  /** Stops it as Ctrl-C does; it must end with 0, and must have warned of nothing. */
  stop(): Promise<void>
}

/** @param main path of the file that serves the example */
export async function startExample(main: string): Promise<Example> {
  const cwd = mkdtempSync(join(tmpdir(), 'ninety-example-'))
  const env = { ...process.env, PORT: '0' }
  const child = spawn(process.execPath, [main], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  let url: string | undefined
  for await (const line of createInterface(child.stdout)) {
    url = /http:\S+\d/.exec(line)?.[0]
    if (url !== undefined) break
  }
  assert.ok(url, `${main} did not say where it listens: ${complaints}`)

  const send = async (
    method: string,
    path: string,
    { token, body, form, accept = '*/*', headers: more }: Sending = {},
  ): Promise<Received> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        accept,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(form !== undefined && { body: form }),
    })
    const text = await response.text()
    const { status, headers } = response
    const isJson = /[/+]json/.test(headers.get('content-type') ?? '')
    return { status, headers, text, body: isJson && text !== '' ? JSON.parse(text) : {} }
  }
  return {
    send,
    async signUp(username) {
      const account = { username, password: `${username}-password` }
      assert.equal((await send('POST', '/users', { body: account })).status, 201)
      const { body } = await send('POST', '/auth/login', { body: account })
      return String(body['access_token'])
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      assert.deepEqual(await ended, [0, null])
      assert.equal(complaints, '', 'an example warns of nothing')
      rmSync(cwd, { recursive: true })
    },
  }
}
