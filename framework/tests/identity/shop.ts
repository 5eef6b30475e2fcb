// An API with users and nothing else, on a store in memory, asked without a server.
import { LocalBroadcast } from '../../src/engine/broadcast/local.ts'
import assert from 'node:assert/strict'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { anonymous, type Principal } from '../../src/declaration/policy/principal.ts'
import type { Authenticator, Identity } from '../../src/engine/identity/authenticator.ts'
import { identity } from '../../src/engine/identity/identity.ts'
import type { IdentityOptions } from '../../src/engine/identity/identity-settings.ts'
import { createSecretHasher, type PasswordHasher } from '../../src/engine/identity/password-hash.ts'
import { createRowWriter } from '../../src/engine/rows/row-writer.ts'
import type { Store } from '../../src/engine/store/store.ts'
import type { Problem } from '../../src/kernel/problem/problem.ts'
import { toTimestamp } from '../../src/kernel/values/clock.ts'
import { createUuidV7 } from '../../src/kernel/values/uuid-v7.ts'
import type { HttpReply, HttpRequest } from '../../src/protocol/message/message.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'

export const users = resource('users', {
  fields: {
    username: field.text().max(80).ignoreCase().unique(),
    email: field.email().unique(),
    isActive: field.boolean().default(true),
    isAdmin: field.boolean().default(false),
    password: field.secret().optional(),
  },
}).computed('shout', field.text(), (row) => row.username.toUpperCase())

export const noon = 1_800_000_000_000
const scopes = ['users:read', 'todos:write', 'todos:read']

/** Costs next to nothing, and counts what it is asked. */
export function createCountingHasher(): PasswordHasher & { verified: number } {
  const hasher = createSecretHasher({ memory: 64, passes: 1 })
  const counting = {
    ...hasher,
    verified: 0,
    verify(hash: string | undefined | null, text: string): Promise<boolean> {
      counting.verified += 1
      return hasher.verify(hash, text)
    },
  }
  return counting
}

export type UsersIdentity = IdentityOptions<typeof users>

export const source: UsersIdentity['users'] = {
  resource: users,
  login: ['username', 'email'],
  password: 'password',
  active: 'isActive',
  roles: (row) => (row.isAdmin ? ['admin', row.shout] : []),
}

/** What a test sees of an API. */
export type Shop = Awaited<ReturnType<typeof startShop>>

/** Starts an API, on the store of another one if one is given. */
export async function startShop(options: Partial<UsersIdentity> = {}, store: Store = openTestStore()) {
  const hasher = createCountingHasher()
  const warnings: string[] = []
  const clock = { time: noon, now: () => clock.time }
  const api: Identity = identity({ users: source, hasher, ...options })
  const models = createModels([users], api.resources)
  await store.prepare(models.values())
  const events = {
    emit(name: string, event: unknown) {
      if (name === 'warning') warnings.push((event as { message: string }).message)
    },
  }
  const writer = createRowWriter({ models, hasher, clock, identity: api })
  const broadcast = new LocalBroadcast()
  const issuer = 'https://api.example.com'
  const context = { store, broadcast, models, clock, events, scopes, issuer, writer }
  await api.start(context)
  return { api, store, models, clock, hasher, warnings, context }
}

/** Adds a user and answers their id. */
export async function addUser(
  shop: Shop,
  username: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const id = createUuidV7(noon)
  const password = await shop.hasher.hash(`${username}-password`)
  const values = {
    username,
    email: `${username}@example.com`,
    isActive: true,
    isAdmin: false,
    password,
    ...more,
  }
  await shop.store.insert(shop.models.get('users')!, { id, values, at: toTimestamp(noon) }, onlyId)
  return id
}

export const onlyId = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const

export function toRequest(more: Partial<HttpRequest> = {}): HttpRequest {
  const base = { method: 'GET', url: '/', parameters: {}, query: '', headers: {}, body: undefined }
  return { ...base, address: '192.0.2.1', id: 'request-1', ...more }
}

export const toBasic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** A sign-in as most clients send it. */
export function toLogin(body: unknown, more: Partial<HttpRequest> = {}): HttpRequest {
  const headers = { 'content-type': 'application/json' }
  return toRequest({
    method: 'POST',
    url: '/auth/login',
    headers,
    body: Buffer.from(JSON.stringify(body)),
    ...more,
  })
}

export async function ask(
  shop: Shop,
  path: string,
  asked: HttpRequest,
  principal: Principal = anonymous,
): Promise<HttpReply> {
  const endpoint = shop.api.endpoints.find((each) => each.path === path)
  assert.ok(endpoint)
  return endpoint.handle(asked, principal)
}

export const toBody = (reply: HttpReply): Record<string, unknown> => JSON.parse(String(reply.body))

/** The access token of a user whose password follows from the name. */
export async function signIn(
  shop: Shop,
  username: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const login = toLogin({ username, password: `${username}-password`, ...more })
  return String(toBody(await ask(shop, '/auth/login', login))['access_token'])
}

export function findAuthenticator(shop: Shop, name: string): Authenticator {
  const found = shop.api.authenticators.find((each) => each.name === name)
  assert.ok(found)
  return found
}

/** Who the bearer of an Authorization header is. */
export async function recognise(shop: Shop, authorization: string | undefined, name = 'bearer') {
  return findAuthenticator(shop, name).authenticate(toRequest({ headers: { authorization } }))
}

/** What a client sees of a refusal. */
export async function toRefusal(
  work: Promise<unknown>,
): Promise<Pick<Problem, 'status' | 'code' | 'detail' | 'errors' | 'headers'>> {
  const error = await work.then(
    () => assert.fail('was not refused'),
    (reason: Problem) => reason,
  )
  const { status, code, detail, errors, headers } = error
  return { status, code, detail, errors, headers }
}
