// An API whose users have OAuth clients, asked in process.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { anyone, field, isService, resource, signedIn } from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { oauthServer } from '../../src/oauth-server.ts'
import { createTestDatabase, openTestDatabase } from '../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../src/testing.ts'

export const users = resource('users', {
  fields: {
    username: field.text().unique(),
    isAdmin: field.boolean().default(false),
    password: field.secret(),
  },
  access: anyone(),
})
const notes = resource('notes', {
  fields: { text: field.text() },
  access: { list: signedIn(), read: signedIn(), create: isService() },
})

export interface Made {
  readonly clientId: string
  readonly clientSecret: string
  readonly [name: string]: unknown
}

/** Opens an API, with its users unless another one on the database has made them. */
export async function openClientApi(shared?: string) {
  const database = shared ?? (await createTestDatabase()).url
  let later = 0
  const store = openTestDatabase(database)
  const api = await createTestApi({
    store,
    resources: [users, notes],
    publicUrl: 'https://api.example',
    // Tokens of the authorization server are of the present.
    clock: { now: () => Date.now() + later },
    identity: identity({
      users: {
        resource: users,
        login: ['username'],
        password: 'password',
        roles: ({ isAdmin }) => (isAdmin ? ['admin'] : []),
      },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      applicationKeys: true,
      authorizationServer: oauthServer(),
    }),
  })
  after(async () => {
    await api.close()
    await store.close()
  })
  const tokens = new Map<string, string>()
  const ids = new Map<string, string>()
  for (const username of ['root', 'ada', 'bob']) {
    const password = `${username}-password`
    if (shared === undefined) {
      const body = { username, password, isAdmin: username === 'root' }
      const made = await api.request<{ id: string }>('POST', '/users', { body })
      ids.set(username, made.body.id)
    }
    const body = { username, password }
    const { body: answer } = await api.request<{ access_token: string }>('POST', '/auth/login', { body })
    tokens.set(username, answer.access_token)
  }
  // oxlint-disable-next-line typescript/no-explicit-any
  const as = (username: string, method: string, url: string, body?: unknown): Promise<any> =>
    api.request(method, url, {
      headers: { authorization: `Bearer ${tokens.get(username) ?? username}` },
      ...(body !== undefined && { body }),
    })
  const make = async (username: string, values: Readonly<Record<string, unknown>> = {}): Promise<Made> => {
    const given = { name: 'Board', scopes: ['notes:read'], ...values }
    const { status, body } = await as(username, 'POST', '/auth/clients', given)
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const token = (form: Readonly<Record<string, string>>) =>
    api.request<Record<string, string>>('POST', '/auth/oauth2/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    })
  const tokenOf = async ({ clientId, clientSecret }: Made): Promise<string> => {
    const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
    const { status, body } = await token(grant)
    assert.equal(status, 200, JSON.stringify(body))
    return body['access_token']!
  }
  const statusOf = async (text: string) => (await as(text, 'GET', '/auth/whoami')).status
  const wait = (milliseconds: number) => void (later += milliseconds)
  return { ...api, store, database, ids, as, make, token, tokenOf, statusOf, wait }
}

/** What makes a client act as itself. */
export const service = { service: true, scopes: ['notes:read', 'notes:write'] }
export const uri = 'https://client.example/callback'

/** The tokens that ada has through a client of the operator. */
export async function signInFirstParty(api: Awaited<ReturnType<typeof openClientApi>>) {
  const { clients } = api.api.context.identity!.administration!()
  await clients!.create({ id: 'own', name: 'Own', firstParty: true, public: true, scopes: ['notes:read'] })
  const { body } = await api.token({
    grant_type: 'password',
    client_id: 'own',
    username: 'ada',
    password: 'ada-password',
  })
  return { access: body['access_token']!, refresh: body['refresh_token']! }
}
