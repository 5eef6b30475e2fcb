import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { findUnindexed } from '../../declaration/resource/find-unindexed.ts'
import { createModels } from '../../declaration/resource/registry.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import { verbsOf } from '../../declaration/resource/verb.ts'
import type { IdentityContext } from '../../engine/identity/authenticator.ts'
import { keepFiles } from '../../engine/files/keep-files.ts'
import { sweepFiles } from '../../engine/files/sweep-files.ts'
import { secretHasher } from '../../engine/identity/password-hash.ts'
import { createRateLimiter } from '../../engine/rate-limit/rate-limiter.ts'
import { standardErrorEvents } from '../../engine/observe/events.ts'
import { idempotencyKeys, KeptAnswers } from '../../engine/retry/kept-answers.ts'
import { Work } from '../../engine/rows/work.ts'
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import { systemClock } from '../../kernel/values/clock.ts'
import { toMilliseconds } from '../../kernel/values/duration.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { createDocument, type OpenApiDocument } from '../../protocol/openapi/document.ts'
import { createCursorCodec } from '../../protocol/query/cursor.ts'
import { createRepresentations } from '../../protocol/representation/representations.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import { apiCatalogEndpoint } from './api-catalog.ts'
import type { ApiOptions, Complete } from './api-options.ts'
import { docsEndpoints } from './docs-page.ts'
import { documentEndpoints } from './documents.ts'
import { healthEndpoints, type Draining } from './health.ts'
import { landingEndpoint } from './landing.ts'
import { mount } from './mount.ts'
import { takenNames } from './taken-names.ts'

/** A running API: a Fastify plugin, and what tests and tools need to know of it. */
export interface Api<R extends readonly AnyResource[] = readonly AnyResource[]> extends FastifyPluginAsync {
  readonly '~resources': R
  readonly context: ApiContext
  readonly endpoints: readonly Endpoint[]
  /** Said to be going away: `/readyz` answers 503 from then on. */
  readonly state: Draining
  /** Makes the tables and the keys; called by itself before the first request. */
  start(): Promise<void>
  /** The OpenAPI 3.1 document, for an API reached under a path. */
  document(root?: string): OpenApiDocument
}

/**
 * Makes an API of resources. Throws a DeclarationError with every fault of the declarations. Serve it by `serve`, or
 * take it into a Fastify application: `app.register(api, { prefix: '/v1' })`.
 */
export function createApi<const R extends readonly AnyResource[]>(
  options: ApiOptions<R> & { readonly resources: Complete<R> },
): Api<R> {
  const state: Draining = { draining: false }
  const endpoints: readonly Endpoint[] = [
    ...(options.identity?.endpoints ?? []),
    ...healthEndpoints(options.store, state),
  ]
  const context = createContext(options, takenNames([...endpoints, ...docsOf(options)], options.prefix ?? ''))
  const documentsOf = (root: string) => [
    ...documentEndpoints(() => document(root)),
    landingEndpoint({ options, context }, root),
    apiCatalogEndpoint({ options }, root),
  ]
  const document = (root = ''): OpenApiDocument =>
    describe(options, context, [...endpoints, ...documentsOf(root)], root)
  let started: Promise<void> | undefined
  const start = () => (started ??= startUp(options, context))
  const plugin = async (fastify: FastifyInstance) => {
    await start()
    const pages = [...documentsOf(fastify.prefix), ...docsOf(options)]
    mount(fastify, { options, context, state, endpoints: [...endpoints, ...pages] })
    fastify.addHook('preClose', async () => {
      state.draining = true
    })
  }
  return Object.assign(plugin, {
    context,
    endpoints,
    state,
    start,
    document,
    '~resources': options.resources as R,
  })
}

/** The documentation page, which signs in where the API has a first-party login. */
function docsOf({ docs, title = 'API', identity }: ApiOptions<readonly AnyResource[]>): readonly Endpoint[] {
  if (docs === false) return []
  const hasLogin = identity?.endpoints.some(({ path }) => path === '/auth/login') === true
  return docsEndpoints({ title, ...(hasLogin && { signIn: { path: '/auth/login', scheme: 'bearer' } }) })
}

function createContext(options: ApiOptions<readonly AnyResource[]>, taken: ReadonlySet<string>): ApiContext {
  const { resources, identity, files, events = standardErrorEvents } = options
  const limits = options.rateLimits === false ? undefined : (options.rateLimits ?? {})
  const internal = [...(identity?.resources ?? []), idempotencyKeys]
  const defaults = { forms: options.forms ?? false, files: files !== undefined }
  const models = createModels(resources, internal, taken, defaults, limits?.policies)
  const store = files === undefined ? options.store : keepFiles(options.store, files, events)
  const clock = options.clock ?? systemClock
  const hasher = identity?.hasher ?? secretHasher
  return {
    store,
    files,
    models,
    identity,
    hasher,
    clock,
    events,
    limiter: limits && createRateLimiter(limits, models, events),
    cursors: createCursorCodec(options.secret === undefined ? randomBytes(32) : Buffer.from(options.secret)),
    answers: new KeptAnswers({
      store,
      model: models.get(idempotencyKeys.name)!,
      clock,
      keep: toMilliseconds(options.idempotency?.keep ?? '24h'),
    }),
    representations: createRepresentations(options),
    bodyLimit: options.bodyLimit ?? 1_048_576,
    work: (session, principal) => new Work({ models, hasher, clock }, session, principal),
  }
}

async function startUp(options: ApiOptions<readonly AnyResource[]>, context: ApiContext): Promise<void> {
  const { store, models, clock, events, identity } = context
  await store.prepare(models.values())
  for (const { path, message, remedy } of findUnindexed(models))
    events.emit('warning', { message: `${path} ${message}: ${remedy}` })
  const issuer = options.publicUrl ?? 'urn:ninety'
  const start: IdentityContext = { store, models, clock, events, scopes: scopesOf(context), issuer }
  await identity?.start(start)
  void sweep(context)
}

/** Beside the first requests: who starts need not wait for it, nor fail with it. */
async function sweep({ store, models, files, events }: ApiContext): Promise<void> {
  if (files === undefined) return
  try {
    await sweepFiles(store, models, files)
  } catch (cause) {
    // Closed in the midst of it: there is a next start.
    if (cause instanceof Unavailable) return
    events.emit('warning', { message: 'Files that no row has could not be removed.', cause })
  }
}

/** Every scope of the API, in order. */
function scopesOf({ models }: ApiContext): readonly string[] {
  const scopes = [...models.values()].flatMap((model) => verbsOf(model).map(({ scope }) => scope))
  return [...new Set(scopes)].sort()
}

function describe(
  options: ApiOptions<readonly AnyResource[]>,
  context: ApiContext,
  endpoints: readonly Endpoint[],
  root: string,
): OpenApiDocument {
  const authenticators = context.identity?.authenticators ?? []
  return createDocument({
    title: options.title ?? 'API',
    version: options.version ?? '1.0.0',
    ...(options.description !== undefined && { description: options.description }),
    models: context.models,
    representations: context.representations,
    endpoints,
    prefix: options.prefix ?? '',
    securitySchemes: Object.fromEntries(authenticators.map(({ name, scheme }) => [name, scheme])),
    scopes: scopesOf(context),
    servers: [{ url: options.publicUrl ?? (root === '' ? '/' : root) }],
    problemTypes: `${options.publicUrl ?? ''}${root}/problems`,
    ...(context.identity !== undefined && { users: context.identity.users }),
    ...(context.limiter !== undefined && { rateLimits: context.limiter }),
  })
}
