// An API of accounts and their notes, whose callers come with the tokens of sessions; every answer is checked.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import {
  anyOf,
  createApi,
  field,
  hasRole,
  isFresh,
  isOwner,
  isSelf,
  resource,
  signedIn,
  allOf,
  type Clock,
  type Events,
} from '../../src/index.ts'
import { createSecretHasher, identity, type IdentityOptions } from '../../src/identity.ts'
import { createServer } from '../../src/server/api/serve.ts'
import type { Redis } from '../../src/redis.ts'
import { createResponseChecker } from '../../src/tooling/testing/response-checker.ts'
import { createUuidV7 } from '../../src/kernel/values/uuid-v7.ts'
import { openTestDatabase, openTestStore } from '../../src/tooling/testing/test-store.ts'

export const accounts = resource('accounts', {
  fields: {
    username: field.text().max(80).unique(),
    isActive: field.boolean().default(true),
    isAdmin: field.boolean().default(false),
    password: field.secret().optional(),
  },
  access: anyOf(isSelf(), hasRole('admin')),
  filter: ['username'],
  bulk: ['update'],
})
  .action('suspend', {
    access: hasRole('admin'),
    run: ({ row, rows }) => rows.update(row, { isActive: false }),
  })
  .action('fail', {
    access: hasRole('admin'),
    async run({ row, rows }) {
      await rows.update(row, { isActive: false })
      throw new Error('the transaction is undone')
    },
  })

export const notes = resource('notes', {
  fields: { text: field.text(), ownerId: field.owner('accounts') },
  access: {
    list: isOwner('ownerId'),
    read: isOwner('ownerId'),
    create: signedIn(),
    update: hasRole('admin'),
    delete: allOf(isOwner('ownerId'), isFresh()),
  },
})

const hasher = createSecretHasher({ memory: 64, passes: 1 })

/** The API on a database that processes share, or on one of its own. */
export function createAccountsApi(
  database: string | undefined,
  more: {
    clock?: Clock
    events?: Events
    broadcast?: Redis['broadcast']
    identity?: Partial<IdentityOptions<typeof accounts>>
  } = {},
) {
  const { identity: options, ...rest } = more
  return createApi({
    store: database === undefined ? openTestStore() : openTestDatabase(database),
    resources: [accounts, notes],
    identity: identity({
      users: {
        resource: accounts,
        login: ['username'],
        password: 'password',
        active: 'isActive',
        roles: (user) => (user.isAdmin ? ['admin'] : []),
      },
      hasher,
      ...options,
    }),
    ...rest,
  })
}

/** What is asked. */
export interface Question {
  /** An access token. */
  readonly as?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What a sign-in gives. */
export interface Tokens {
  readonly access: string
  readonly refresh: string
}

export const noon = Date.parse('2027-01-15T12:00:00.000Z')

export type Accounts = Awaited<ReturnType<typeof openAccounts>>

/** Opens the API with ada, bob and root, whose passwords follow from their names. */
export async function openAccounts(
  options: { database?: string; identity?: Partial<IdentityOptions<typeof accounts>> } = {},
) {
  const clock = { time: noon, now: () => clock.time }
  const warnings: string[] = []
  const failures: unknown[] = []
  const events: Events = {
    emit(name, event) {
      if (name === 'warning') warnings.push((event as { message: string }).message)
      if (name === 'request.failed') failures.push((event as { error: unknown }).error)
    },
  }
  const api = createAccountsApi(options.database, {
    clock,
    events,
    ...(options.identity && { identity: options.identity }),
  })
  const server = createServer()
  await server.register(api)
  await server.ready()
  after(() => server.close().then(() => api.context.store.close()))
  const ids = await addAccounts(api)
  const check = createResponseChecker(api.document())

  const ask = async (method: string, url: string, { as, body, headers }: Question = {}) => {
    const isText = typeof body === 'string'
    const response = await server.inject({
      method: method as 'GET',
      url,
      headers: {
        ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
        ...(as !== undefined && { authorization: `Bearer ${as}` }),
        ...headers,
      },
      ...(body !== undefined && { payload: isText ? body : JSON.stringify(body) }),
    })
    const shown = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
    const answer = { status: response.statusCode, headers: Object.fromEntries(shown), text: response.body }
    check({ method, url, ...answer, body: answer.text })
    const setCookies = [response.headers['set-cookie'] ?? []].flat()
    return { ...answer, setCookies, json: answer.text === '' ? undefined : JSON.parse(answer.text) }
  }
  const refresh = (token: string, more: object = {}) =>
    ask('POST', '/auth/refresh', { body: { refresh_token: token, ...more } })
  return {
    api,
    clock,
    ids,
    warnings,
    failures,
    ask,
    refresh,
    /** Answers 401 to a token that is good no more. */
    whoami: (as: string) => ask('GET', '/auth/whoami', { as }),
    async signIn(username: string, more: object = {}, headers = {}): Promise<Tokens> {
      const body = { username, password: `${username}-password`, ...more }
      const { status, json, text } = await ask('POST', '/auth/login', { body, headers })
      assert.equal(status, 200, text)
      return toTokens(json)
    },
    /** The next tokens; fails the test where they are refused. */
    async refreshed(token: string, more: object = {}): Promise<Tokens> {
      const { status, json, text } = await refresh(token, more)
      assert.equal(status, 200, text)
      return toTokens(json)
    },
    wait: (seconds: number) => void (clock.time += seconds * 1000),
  }
}

export const toTokens = (json: { access_token: string; refresh_token: string }): Tokens => ({
  access: json.access_token,
  refresh: json.refresh_token,
})

/** Adds the accounts to a store. */
export async function addAccounts({ context: { store, models } }: ReturnType<typeof createAccountsApi>) {
  const ids: Record<string, string> = {}
  const selection = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const
  for (const username of ['ada', 'bob', 'root']) {
    const password = await hasher.hash(`${username}-password`)
    const values = { username, isActive: true, isAdmin: username === 'root', password }
    const id = createUuidV7(noon)
    await store.insert(models.get('accounts')!, { id, values, at: new Date(noon).toISOString() }, selection)
    ids[username] = id
  }
  return ids as Readonly<Record<'ada' | 'bob' | 'root', string>>
}
