// The reference server with its demo accounts, over a socket.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { listen } from 'ninety'
import { createTestDatabase } from 'ninety/testing'
import { readConfiguration } from '../src/configuration.ts'
import { seedDemoClients } from '../src/demo-clients.ts'
import { demoAccounts, seedAccounts } from '../src/demo-data.ts'
import { createReferenceApi } from '../src/reference-api.ts'

/** What is sent. */
export interface Sending {
  /** Whose token goes along; nobody's where it is left out. */
  readonly as?: string
  /** Sent as it is when it is text, else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body where it is JSON, else empty. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: Record<string, any>
}

export type ReferenceServer = Awaited<ReturnType<typeof openReferenceServer>>

/** Opens the server with its demo accounts on the store under test; it closes when the tests of the file are done. */
export async function openReferenceServer(environment: Readonly<Record<string, string>> = {}) {
  const warnings: string[] = []
  const { DATABASE_URL = (await createTestDatabase()).url } = environment
  const configuration = readConfiguration({ NODE_ENV: 'test', ...environment, DATABASE_URL }, ['--migrate'])
  const api = createReferenceApi(configuration, { events: { emit: (name) => warnings.push(name) } })
  await api.start()
  assert.deepEqual(warnings, [], 'the start warns of nothing')
  await seedAccounts(api)
  await seedDemoClients(api, configuration.publicUrl)
  // Whoever has an issuer in mind says where to listen.
  const server = await listen(api, { port: environment['PORT'] === undefined ? 0 : configuration.port })
  after(() => server.close())
  const tokens = new Map<string, string>()

  const send = async (
    method: string,
    path: string,
    { as, body, headers = {} }: Sending = {},
  ): Promise<Answer> => {
    const response = await fetch(new URL(path, server.url), {
      method,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${tokens.get(as)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
  }

  const signIn = async (username: string, password: string): Promise<void> => {
    const { status, body, text } = await send('POST', '/auth/login', { body: { username, password } })
    assert.equal(status, 200, text)
    tokens.set(username, body['access_token'])
  }
  for (const { username, password } of demoAccounts) await signIn(username, password)
  /** The header that a caller's requests carry. */
  const authorizationOf = (username: string): string => `Bearer ${tokens.get(username)}`
  return { url: server.url, api, send, signIn, authorizationOf }
}
