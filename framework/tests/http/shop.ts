// A running shop, asked in process or over a socket; every answer is checked against the OpenAPI document.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { createApi, type ApiOptions, type AnyResource, type Clock } from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import type { SqliteOptions } from '../../src/sqlite.ts'
import { createServer, type ServeOptions } from '../../src/server/api/serve.ts'
import { createResponseChecker } from '../../src/tooling/testing/response-checker.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createUuidV7 } from '../../src/kernel/values/uuid-v7.ts'
import { resources, users } from './domain.ts'

export const noon = Date.parse('2027-01-15T12:00:00.000Z')
const minute = 60_000

/** Whose token a request carries; a name with scopes is a token with these alone. */
export type Caller = 'anonymous' | 'ada' | 'bob' | 'root'

/** What is asked. */
export interface Question {
  readonly as?: Caller
  /** Only these scopes. */
  readonly scopes?: string
  /** Sent as JSON, unless it is text or bytes. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The address is a page, which the document does not describe. */
  readonly isPage?: boolean
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** The body, parsed; undefined when there is none. */
  readonly json: any
}

export interface ShopOptions {
  readonly onStatement?: SqliteOptions['onStatement']
  readonly api?: Partial<ApiOptions<readonly AnyResource[]>>
  readonly server?: ServeOptions
}

export type Shop = Awaited<ReturnType<typeof openShop>>

/** Opens a shop with three users, which closes when the tests of the file are done. */
export async function openShop({ onStatement, api: more, server: settings }: ShopOptions = {}) {
  const clock = { time: noon, now: () => clock.time }
  const failures: unknown[] = []
  const api = createShopApi(clock, failures, onStatement, more)
  const server = createServer(settings)
  await server.register(api)
  await server.ready()
  after(() => server.close().then(() => api.context.store.close()))
  const ids = await addUsers(api)
  const tokens = new Map<string, Promise<string>>()
  const check = createResponseChecker(api.document())

  const signIn = async (name: Caller, scopes: string | undefined): Promise<string> => {
    const payload = {
      username: name,
      password: `${name}-password`,
      ...(scopes !== undefined && { scope: scopes }),
    }
    const response = await server.inject({ method: 'POST', url: '/auth/login', payload })
    assert.equal(response.statusCode, 200, response.body)
    return String(response.json().access_token)
  }
  const tokenOf = (name: Caller, scopes: string | undefined): Promise<string> => {
    const key = `${name} ${scopes ?? ''}`
    let token = tokens.get(key)
    if (token === undefined) tokens.set(key, (token = signIn(name, scopes)))
    return token
  }
  /** The headers of a request as fetch and inject take them. */
  const headersOf = async ({ as = 'anonymous', scopes, body, headers }: Question) => ({
    ...(isJson(body) && { 'content-type': 'application/json' }),
    ...(as !== 'anonymous' && { authorization: `Bearer ${await tokenOf(as, scopes)}` }),
    ...headers,
  })
  const ask = async (method: string, url: string, question: Question = {}): Promise<Answer> => {
    const { body } = question
    const response = await server.inject({
      method: method as 'GET',
      url,
      headers: await headersOf(question),
      ...(body !== undefined && { payload: isJson(body) ? JSON.stringify(body) : (body as Buffer) }),
    })
    const answer = toAnswer(response.statusCode, response.headers, response.body)
    if (question.isPage !== true)
      check({ method, url, status: answer.status, headers: answer.headers, body: answer.text })
    return answer
  }
  let origin: Promise<string> | undefined
  /** Where the shop listens on a real socket. */
  const listen = () => (origin ??= server.listen({ port: 0, host: '127.0.0.1' }))
  return {
    api,
    /** Throws when the document does not allow an answer. */
    check,
    clock,
    failures,
    ids,
    server,
    ask,
    headersOf,
    listen,
    port: async () => (await listen(), (server.server.address() as AddressInfo).port),
    /** Later, but with tokens that are still good. */
    wait: (minutes: number) => void (clock.time += minutes * minute),
    /** Makes a row as its owner would; fails the test when that is refused. */
    async make(
      resource: string,
      values: Readonly<Record<string, unknown>>,
      as: Caller = 'ada',
    ): Promise<any> {
      const { status, json, text } = await ask('POST', `/${resource}`, { as, body: values })
      assert.equal(status, 201, text)
      return json
    },
  }
}

const isJson = (body: unknown): boolean =>
  body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)

function toAnswer(status: number, headers: Readonly<Record<string, unknown>>, text: string): Answer {
  const type = String(headers['content-type'] ?? '')
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return {
    status,
    headers: Object.fromEntries(entries),
    text,
    json: /json/.test(type) && text !== '' ? JSON.parse(text) : undefined,
  }
}

function createShopApi(
  clock: Clock,
  failures: unknown[],
  onStatement: SqliteOptions['onStatement'],
  more: ShopOptions['api'] = {},
) {
  return createApi({
    title: 'Shop',
    store: openTestStore(onStatement && { onStatement }),
    resources,
    identity: identity({
      users: {
        resource: users,
        login: ['username'],
        password: 'password',
        active: 'isActive',
        roles: (user) => (user.isAdmin ? ['admin'] : []),
      },
      hasher: cheapHasher,
    }),
    clock,
    events: {
      emit(name, event) {
        if (name === 'request.failed') failures.push((event as { error: unknown }).error)
      },
    },
    ...more,
  })
}

const cheapHasher = createSecretHasher({ memory: 64, passes: 1 })

async function addUsers({ context: { store, models } }: ReturnType<typeof createShopApi>) {
  const ids: Record<string, string> = {}
  const selection = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const
  for (const username of ['ada', 'bob', 'root']) {
    const password = await cheapHasher.hash(`${username}-password`)
    const values = { username, isActive: true, isAdmin: username === 'root', password }
    const id = createUuidV7(noon)
    await store.insert(models.get('users')!, { id, values, at: new Date(noon).toISOString() }, selection)
    ids[username] = id
  }
  return ids as Readonly<Record<'ada' | 'bob' | 'root', string>>
}

/** The codes of a problem's errors with their places: `/price too_many_places`. */
export const faultsOf = ({ json }: Answer): string[] =>
  ((json?.errors ?? []) as { pointer?: string; parameter?: string; header?: string; code: string }[]).map(
    ({ pointer, parameter, header, code }) => `${pointer ?? parameter ?? header ?? ''} ${code}`,
  )
