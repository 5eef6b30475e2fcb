// An API with an authorization server, over a socket at an address that is known before it listens.
import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { after } from 'node:test'
import { allowInsecureRequests, ClientSecretBasic, discovery, None, type Configuration } from 'openid-client'
import {
  anyOf,
  anyone,
  createApi,
  field,
  isOwner,
  isSelf,
  isService,
  resource,
  type AnyResource,
  type ApiOptions,
} from 'ninety'
import { identity, type SigningAlgorithm } from 'ninety/identity'
import { oauthServer } from 'ninety/oauth-server'
import { createServer as createFastify } from '../../src/server/api/serve.ts'
import { createResponseChecker } from '../../src/tooling/testing/response-checker.ts'
import { openTestDatabase, openTestStore } from '../../src/tooling/testing/test-store.ts'
import { ClientStore, type NewOAuthClient } from '../../src/engine/oauth-server/client-store.ts'

export const password = 'correct horse battery'
export const secret = 'demo-secret'
export const redirectUri = 'https://client.example/callback'

export const users = resource('users', {
  fields: {
    username: field.text().unique(),
    isActive: field.boolean().default(true),
    password: field.secret(),
  },
  access: { create: anyone(), read: isSelf(), update: isSelf(), delete: isSelf() },
})
const todos = resource('todos', {
  fields: { task: field.text(), ownerId: field.owner('users') },
  access: anyOf(isOwner('ownerId'), isService()),
})

/** What a test may want otherwise. */
export interface OAuthApiOptions {
  /** Shared with other processes. Default: one of its own. */
  readonly database?: string
  /** Where a token may stand beside `Authorization`. Default: nowhere. */
  readonly accessTokenHeader?: string
  readonly algorithm?: SigningAlgorithm
  /** Whether every request needs the key of an application. Default: none has one. */
  readonly keyRequired?: boolean
  /** What else the API is made with. */
  readonly api?: Partial<ApiOptions<readonly AnyResource[]>>
  /** The path of its public address, below which it is mounted. Default: none. */
  readonly prefix?: string
  /** The path of its public address, which a proxy takes away. Default: that it is mounted below. */
  readonly publicPath?: string
}

/** The API at a public address; what it warns of is noted. */
export function createOAuthApi(
  publicUrl: string,
  { database, accessTokenHeader, algorithm, keyRequired = false, api: more }: OAuthApiOptions = {},
  warnings: unknown[] = [],
) {
  return createApi({
    store: database === undefined ? openTestStore() : openTestDatabase(database),
    resources: [users, todos],
    publicUrl,
    docs: false,
    events: { emit: (name, event) => void (name === 'warning' && warnings.push(event)) },
    identity: identity({
      users: { resource: users, login: ['username'], password: 'password', active: 'isActive' },
      cookies: { secure: false },
      ...(accessTokenHeader !== undefined && { accessTokenHeader }),
      ...(algorithm !== undefined && { algorithm }),
      ...(keyRequired && { applicationKeys: { required: true } }),
      authorizationServer: oauthServer(),
    }),
    ...more,
  })
}

/** Opens the API with the user ada, and closes it after the tests of the file. */
export async function openOAuthApi(options: OAuthApiOptions = {}) {
  const { prefix = '', publicPath } = options
  const origin = `http://127.0.0.1:${await findPort()}`
  const url = origin + prefix
  const warnings: unknown[] = []
  const api = createOAuthApi(origin + (publicPath ?? prefix), options, warnings)
  const { store } = api.context
  const server = createFastify()
  await server.register(api, { prefix })
  await server.listen({ port: Number(new URL(origin).port), host: '127.0.0.1' })
  after(() => server.close().then(() => store.close()))
  const check = createResponseChecker(api.document(prefix))

  const send = (method: string, path: string, { token, body, headers = {} }: Sending = {}) =>
    fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  /** Sends a form, or a text as one; the answer is checked against the document. */
  const post = async (
    path: string,
    form: Readonly<Record<string, string>> | string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Posted> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    })
    const text = await response.text()
    check({ method: 'POST', url: path, status: response.status, headers: response.headers, body: text })
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : JSON.parse(text),
    }
  }
  const adaId = options.keyRequired === true ? '' : await signUp(send)

  /** Makes a client with the secret of the tests. */
  const createClient = async (id: string, values: Partial<NewOAuthClient>): Promise<void> => {
    const model = api.context.models.get('oauthClients')!
    const clients = new ClientStore({ store, model, clock: api.context.clock, sessions: undefined as never })
    const whole = {
      id,
      secret,
      name: id,
      ownerId: null,
      redirectUris: [],
      scopes: ['todos:read', 'todos:write'],
    }
    await clients.create({ ...whole, public: false, firstParty: false, service: false, ...values })
  }
  /** An independent client that has found out what the server can do. */
  const discover = (id: string, isPublic = false): Promise<Configuration> =>
    discovery(new URL(url), id, undefined, isPublic ? None() : ClientSecretBasic(secret), {
      execute: [allowInsecureRequests],
    })
  const { clients } = api.context.identity!.administration!()
  return { api, origin, url, store, send, post, adaId, createClient, clients: clients!, discover, warnings }
}

async function signUp(send: (...asked: ['POST', string, Sending]) => Promise<Response>): Promise<string> {
  const made = await send('POST', '/users', { body: { username: 'ada', password } })
  assert.equal(made.status, 201)
  const { id } = (await made.json()) as { readonly id: string }
  return id
}

/** What came back. */
export interface Posted {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: Record<string, any>
}

/** The header by which a client with the secret of the tests says who it is. */
export const basic = (id: string, its = secret): { readonly authorization: string } => ({
  authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(its)}`)}`,
})

/** What is sent. */
export interface Sending {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A browser without scripts: it follows redirects when it is told to, and keeps cookies by path. */
export function createBrowser(url: string) {
  const jar = new Map<string, { readonly value: string; readonly path: string }>()
  const cookiesFor = ({ pathname }: URL) =>
    [...jar]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
  const keep = (response: Response): void => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair, ...attributes] = cookie.split(/; */)
      const [name, value] = pair!.split('=') as [string, string]
      const path = attributes.find((each) => each.startsWith('path='))?.slice(5) ?? '/'
      if (value === '') jar.delete(name)
      else jar.set(name, { value, path })
    }
  }
  /** Goes to an address, or sends a form to it. */
  const go = async (to: string | URL, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const address = new URL(to, url)
    const response = await fetch(address, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: cookiesFor(address).join('; ') },
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    })
    keep(response)
    return response
  }
  /** Goes on as long as the server sends it on to itself; gives the last address with what stands there. */
  const follow = async (to: string | URL, form?: Readonly<Record<string, string>>) => {
    let address = new URL(to, url)
    let response = await go(address, form)
    while (response.status === 303) {
      address = new URL(response.headers.get('location')!, url)
      if (address.origin !== new URL(url).origin) return { address, response }
      response = await go(address)
    }
    return { address, response }
  }
  return { go, follow, jar }
}

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
