import type { Adapter, Provider } from 'oidc-provider'
import type { Model, Models } from '../../declaration/resource/model.ts'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type {
  AuthorizationServer,
  AuthorizationServerContext,
  AuthorizationServerDeclaration,
  DeclaredAuthorizationServer,
  StartedAuthorizationServer,
} from '../identity/authorization-server.ts'
import { createClientAdministration } from './client-administration.ts'
import { createClientEndpoints } from './client-endpoints.ts'
import { toClientMetadata } from './client-metadata.ts'
import { clientScopes } from './client-operations.ts'
import { ClientStore } from './client-store.ts'
import { createDeviceEntry } from './device-entry.ts'
import { dispatch } from './dispatch.ts'
import { createDevicePolls } from './device-polls.ts'
import { createDpopAuthenticator, type DpopOptions } from './dpop-authenticator.ts'
import { createServerEndpoints, type ServerHandlers } from './endpoints.ts'
import { createInteractions } from './interactions.ts'
import { createIntrospection, createRevocation } from './json-web-tokens.ts'
import { createResourceMetadata, createServerMetadata, forPath, toResourceMetadata } from './metadata.ts'
import { createOAuthClients, oauthClientsName } from './oauth-client.ts'
import { toOAuthScheme } from './oauth-scheme.ts'
import { oauthStates } from './oauth-state.ts'
import { basePathOf, paths } from './paths.ts'
import { createProvider, type OidcProvider } from './provider.ts'
import { createRevokedTokens, revokedTokens } from './revoked-tokens.ts'
import { createSignOut } from './sign-out.ts'
import { createStateAdapters } from './state-adapter.ts'
import { createUsedProofs, usedProofs } from './used-proofs.ts'

/**
 * An authorization server (RFC 6749, OAuth 2.1, OpenID Connect) in the process and the store of the API:
 * `identity({ users, authorizationServer: oauthServer() })`. The API needs its `publicUrl`, which is the issuer.
 */
export function oauthServer(): AuthorizationServer {
  return { declare }
}

function declare({
  users,
  algorithm,
  role,
  realm,
  recognise,
}: AuthorizationServerDeclaration): DeclaredAuthorizationServer {
  if (algorithm === 'HS256') throw symmetric()
  let running: StartedServer | undefined
  const started = (): StartedServer => {
    if (running === undefined) throw new Unavailable({ headers: { 'retry-after': '1' } })
    return running
  }
  const protection = () => ({ realm, resourceMetadata: running?.resourceMetadata })
  return {
    resources: [createOAuthClients(users.name, users.id), oauthStates, revokedTokens, usedProofs],
    clients: oauthClientsName,
    scopes: Object.values(clientScopes),
    endpoints: [
      ...createServerEndpoints(() => started().handlers),
      ...createClientEndpoints(role, () => started().handlers.management),
    ],
    authenticators: [createDpopAuthenticator({ recognise, protection, running: () => started().proofs })],
    schemes: (root, scopes) => ({ oauth2: toOAuthScheme(root, scopes) }),
    toResourceMetadata,
    async start(context) {
      checkIssuer(context.issuer)
      const library = await import('oidc-provider')
      running = startServer(library, { ...context, algorithm, recognise })
      return running.forIdentity
    },
  }
}

/** A server that runs. */
interface StartedServer {
  readonly handlers: ServerHandlers
  readonly proofs: DpopOptions
  readonly resourceMetadata: string
  readonly forIdentity: StartedAuthorizationServer
}

interface StartOptions extends AuthorizationServerContext {
  readonly algorithm: AuthorizationServerDeclaration['algorithm']
  readonly recognise: AuthorizationServerDeclaration['recognise']
}

function startServer(library: OidcProvider, options: StartOptions): StartedServer {
  const {
    store,
    broadcast,
    models,
    clock,
    sessions,
    keys,
    audience,
    issuer,
    scopes,
    verify,
    sessionLifetime,
    recognise,
  } = options
  const clients = new ClientStore({ store, model: findModel(models, oauthClientsName), sessions, clock })
  const revoked = createRevokedTokens({
    store,
    broadcast,
    model: findModel(models, revokedTokens.name),
    clock,
  })
  const adapters = createStateAdapters({
    store,
    model: findModel(models, oauthStates.name),
    sessions,
    clock,
    refuse: (kind) => toRefusal(kind, library),
  })
  // Clients are made and changed elsewhere: oidc-provider looks them up and no more.
  const ofClients: Pick<Adapter, 'find'> = {
    async find(id) {
      const client = await clients.findKept(id)
      return client && toClientMetadata(client, options)
    },
  }
  const used = createUsedProofs({ store, model: findModel(models, usedProofs.name), clock })
  const proofs = { issuer, clock, used }
  const provider = onceForKeys(keys, (signing) =>
    createProvider(library, {
      ...options,
      proofs,
      keys: signing,
      sessionLifetime: Math.floor(sessionLifetime / 1000),
      adapter: (kind) => (kind === 'Client' ? (ofClients as Adapter) : adapters(kind)),
      InvalidTarget: library.errors.InvalidTarget,
      interactionPolicy: library.interactionPolicy,
    }),
  )
  const base = new URL(issuer)
  const hand = async (request: HttpRequest) =>
    dispatch(listenerOf(await provider()), request, pathBelow(request), base)
  const describe = async (request: HttpRequest) =>
    dispatch(listenerOf(await provider()), request, paths.serverMetadata, base)
  const passwordReset =
    options.passwordReset === undefined ? undefined : basePathOf(issuer) + options.passwordReset
  const interactions = createInteractions({ ...options, provider, passwordReset })
  const device = createDeviceEntry({ hand, attempts: options.attempts, provider })
  const signOut = createSignOut({ ...options, provider })
  const tokens = {
    verify,
    revoked,
    issuer,
    audience,
    hand,
    recognise,
  }
  const handlers: ServerHandlers = {
    hand,
    exchange: createDevicePolls(hand, clock),
    revoke: createRevocation(tokens),
    introspect: createIntrospection(tokens),
    showInteraction: (request) => interactions.show(request),
    takeInteraction: (request) => interactions.take(request),
    showDevice: (request) => device.show(request),
    takeDevice: (request) => device.take(request),
    showSignOut: (request) => signOut.show(request),
    takeSignOut: (request) => signOut.take(request),
    serverMetadata: forPath(issuer, paths.serverMetadata, createServerMetadata(describe, clients)),
    resourceMetadata: forPath(
      audience,
      paths.resourceMetadata,
      createResourceMetadata({ issuer, audience, scopes }),
    ),
    management: { clients, users: options.users, scopes },
  }
  const forIdentity: StartedAuthorizationServer = {
    isRevoked: ({ id }) => revoked.has(id),
    findService: ({ client }: { readonly client: string }) => clients.findService(client),
    namesOf: (ids: readonly string[]) => clients.namesOf(ids),
    clients: createClientAdministration(clients, scopes),
  }
  return {
    handlers,
    forIdentity,
    proofs,
    resourceMetadata: toResourceMetadata(issuer),
  }
}

/** The provider of the keys that sign now, made anew when they change. */
function onceForKeys(
  keys: AuthorizationServerContext['keys'],
  create: (signing: Awaited<ReturnType<AuthorizationServerContext['keys']['list']>>) => Provider,
): () => Promise<Provider> {
  let made: { readonly names: string; readonly provider: Provider } | undefined
  return async () => {
    const signing = await keys.list()
    const names = signing.map(({ kid }) => kid).join(' ')
    if (made?.names !== names) made = { names, provider: create(signing) }
    return made.provider
  }
}

/** Koa puts all its middleware together each time that it is asked for a listener. */
const listenerOf = oncePer((provider: Provider) => provider.callback())

/** The path below the API's root, as the issuer's host sees it, whatever the API is mounted under here. */
function pathBelow({ url }: HttpRequest): string {
  const path = url.split('?', 1)[0]!.replace(/\/$/, '')
  // What it is mounted under may be called so, too.
  return path.replace(/^.*(?=\/(?:auth|\.well-known)\/)/, '')
}

function toRefusal(kind: string, { errors }: OidcProvider): Error {
  const isToken = [
    'AuthorizationCode',
    'RefreshToken',
    'DeviceCode',
    'AccessToken',
    'ReplayDetection',
  ].includes(kind)
  if (isToken) return new errors.InvalidGrant('the grant has ended or was used meanwhile')
  return new errors.SessionNotFound('the session has ended')
}

function findModel(models: Models, name: string): Model {
  return models.get(name)!
}

function checkIssuer(issuer: string): void {
  if (/^https?:\/\//.test(issuer)) return
  throw new DeclarationError([
    {
      path: 'publicUrl',
      message: 'is not set, so that an authorization server has no issuer',
      remedy: 'write where clients reach the API, such as https://api.example',
    },
  ])
}

function symmetric(): DeclarationError {
  return new DeclarationError([
    {
      path: 'identity.algorithm',
      message: 'is HS256: clients of an authorization server could not check what it signs',
      remedy: 'write EdDSA or ES256',
    },
  ])
}
