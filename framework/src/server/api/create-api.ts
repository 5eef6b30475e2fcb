import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { findUnindexed } from '../../declaration/resource/find-unindexed.ts'
import type { Model, Models } from '../../declaration/resource/model.ts'
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
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { systemClock } from '../../kernel/values/clock.ts'
import { toMilliseconds } from '../../kernel/values/duration.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { parseDeprecationDate } from '../../declaration/schema/deprecation.ts'
import { createDocument, type OpenApiDocument } from '../../protocol/openapi/document.ts'
import { createCursorCodec } from '../../protocol/query/cursor.ts'
import { createRepresentations } from '../../protocol/representation/representations.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import { apiCatalogEndpoint } from './api-catalog.ts'
import type {
  ApiOptions,
  ApiVersions,
  Complete,
  CompleteVersions,
  VersionedApiOptions,
} from './api-options.ts'
import { docsEndpoints } from './docs-page.ts'
import { documentEndpoints } from './documents.ts'
import {
  declareEditions,
  registerEditions,
  type AnyApiOptions,
  type DeclaredEdition,
  type Edition,
} from './editions.ts'
import { healthEndpoints, type Draining } from './health.ts'
import { landingEndpoint } from './landing.ts'
import { mount } from './mount.ts'
import { takenNames } from './taken-names.ts'

/** A running API: a Fastify plugin, and what tests and tools need to know of it. */
export interface Api<R extends readonly AnyResource[] = readonly AnyResource[]> extends FastifyPluginAsync {
  readonly '~resources': R
  /** Of the current version, where the API has several. */
  readonly context: ApiContext
  /** Every version in the order of its declaration; of an API without versions the one it is. */
  readonly editions: readonly Edition[]
  readonly endpoints: readonly Endpoint[]
  /** Said to be going away: `/readyz` answers 503 from then on. */
  readonly state: Draining
  /** Makes the tables and the keys; called by itself before the first request. */
  start(): Promise<void>
  /**
   * The OpenAPI 3.1 document, for an API reached under a path.
   * @param version Default: the current one. One the API does not have throws a DeclarationError
   */
  document(root?: string, version?: string): OpenApiDocument
}

/**
 * Makes an API of resources, or of several versions of them. Throws a DeclarationError with every fault of the
 * declarations. Serve it by `serve`, or take it into a Fastify application: `app.register(api, { prefix: '/v1' })`.
 */
export function createApi<const V extends ApiVersions, const C extends keyof V & string = keyof V & string>(
  options: VersionedApiOptions<V, C> & { readonly versions: CompleteVersions<V> },
): Api<V[C]['resources']>
export function createApi<const R extends readonly AnyResource[]>(
  options: ApiOptions<R> & { readonly resources: Complete<R> },
): Api<R>
export function createApi(options: AnyApiOptions): Api {
  const state: Draining = { draining: false }
  const endpoints: readonly Endpoint[] = [
    ...(options.identity?.endpoints ?? []),
    ...healthEndpoints(options.store, state),
  ]
  const declared = declareEditions(options)
  const pages = docsOf(options, declared)
  const editions = createEditions(options, declared, [...endpoints, ...pages])
  const current = editions.find(({ isCurrent }) => isCurrent)!
  const { context } = current
  const rootDocuments = (root: string) => [
    landingEndpoint({ options, editions }, root),
    apiCatalogEndpoint({ options, editions }, root),
  ]
  const documentsOf = (edition: Edition, root: string) =>
    documentEndpoints(
      () => document(root, edition.name),
      edition.name === undefined ? {} : { prefix: edition.prefix, deprecated: edition.deprecated },
    )
  // Where the current version has its document anyway, it is that of the whole API as well.
  const currentDocuments = (root: string) =>
    current.name === undefined ? [] : documentEndpoints(() => document(root), { isCurrent: true })
  const document = (root = '', version = current.name): OpenApiDocument => {
    const edition = editions.find(({ name }) => name === version)
    if (edition === undefined) throw unknownVersion(version, editions)
    const documents = [...documentsOf(edition, root), ...currentDocuments(root), ...rootDocuments(root)]
    return describe(options, edition, [...endpoints, ...documents], root)
  }
  let started: Promise<void> | undefined
  const start = () => (started ??= startUp(options, context, editions))
  const plugin = async (fastify: FastifyInstance) => {
    await start()
    const root = fastify.prefix
    const documents = [
      ...editions.flatMap((edition) => documentsOf(edition, root)),
      ...currentDocuments(root),
      ...rootDocuments(root),
    ]
    mount(fastify, { options, context, editions, state, endpoints: [...endpoints, ...documents, ...pages] })
    fastify.addHook('preClose', async () => {
      state.draining = true
    })
  }
  return Object.assign(plugin, {
    context,
    editions,
    endpoints,
    state,
    start,
    document,
    '~resources': current.resources,
  })
}

/** The documentation page, which signs in where the API has a first-party login. */
function docsOf(
  { docs, title = 'API', identity }: AnyApiOptions,
  editions: readonly DeclaredEdition[],
): readonly Endpoint[] {
  if (docs === false) return []
  const hasLogin = identity?.endpoints.some(({ path }) => path === '/auth/login') === true
  const versions = editions.flatMap(({ name, prefix, isCurrent }) =>
    name === undefined ? [] : [{ name, document: `${prefix}/openapi.json`, isCurrent }],
  )
  return docsEndpoints({
    title,
    versions,
    ...(hasLogin && { signIn: { path: '/auth/login', scheme: 'bearer' } }),
  })
}

/** Everything the versions share, and what each of them has of its own. */
function createEditions(
  options: AnyApiOptions,
  declared: readonly DeclaredEdition[],
  endpoints: readonly Endpoint[],
): readonly Edition[] {
  const { identity, files, events = standardErrorEvents } = options
  const limits = options.rateLimits === false ? undefined : (options.rateLimits ?? {})
  const registries = registerEditions(
    declared,
    [...(identity?.resources ?? []), idempotencyKeys],
    ({ prefix }) => takenNames(endpoints, prefix),
    {
      defaults: { forms: options.forms ?? false, files: files !== undefined },
      ...(limits?.policies !== undefined && { everywhere: limits.policies }),
    },
  )
  const all = [...registries.values()].flatMap((models) => [...models.values()])
  const store = files === undefined ? options.store : keepFiles(options.store, files, events)
  const clock = options.clock ?? systemClock
  const hasher = identity?.hasher ?? secretHasher
  const shared: Omit<ApiContext, 'models' | 'work'> = {
    store,
    files,
    identity,
    hasher,
    clock,
    events,
    limiter: limits && createRateLimiter(limits, all, events),
    cursors: createCursorCodec(options.secret === undefined ? randomBytes(32) : Buffer.from(options.secret)),
    answers: new KeptAnswers({
      store,
      model: all.find(({ name, internal }) => internal && name === idempotencyKeys.name)!,
      clock,
      keep: toMilliseconds(options.idempotency?.keep ?? '24h'),
    }),
    representations: createRepresentations(options),
    bodyLimit: options.bodyLimit ?? 1_048_576,
  }
  const toContext = (models: Models): ApiContext => ({
    ...shared,
    models,
    work: (session, principal) => new Work({ models, hasher, clock }, session, principal),
  })
  return declared.map((edition) => {
    const models = registries.get(edition)!
    return { ...edition, models, context: toContext(models) }
  })
}

async function startUp(
  options: AnyApiOptions,
  context: ApiContext,
  editions: readonly Edition[],
): Promise<void> {
  const { store, models, clock, events, identity } = context
  const all = toAllModels(context, editions)
  await store.prepare(all)
  for (const edition of editions) warnOf(edition)
  const issuer = options.publicUrl ?? 'urn:ninety'
  const start: IdentityContext = { store, models, clock, events, scopes: scopesOf(all), issuer }
  await identity?.start(start)
  void sweep(context, all)
}

/** Those of the current version first: tables are made as it says. */
function toAllModels({ models }: ApiContext, editions: readonly Edition[]): readonly Model[] {
  return [...new Set([models, ...editions.map((edition) => edition.models)])].flatMap((each) => [
    ...each.values(),
  ])
}

/** What works, but hardly as it was meant. */
function warnOf({ name, models, deprecated, context: { clock, events } }: Edition): void {
  for (const { path, message, remedy } of findUnindexed(models))
    events.emit('warning', { message: `${path} ${message}: ${remedy}` })
  const sunset = deprecated?.sunset === undefined ? undefined : parseDeprecationDate(deprecated.sunset)
  if (sunset !== undefined && sunset <= clock.now())
    events.emit('warning', {
      message: `versions.${name} was to be gone after ${deprecated!.sunset}: remove it, or give it more time`,
    })
}

/** Beside the first requests: who starts need not wait for it, nor fail with it. */
async function sweep({ store, files, events }: ApiContext, models: readonly Model[]): Promise<void> {
  if (files === undefined) return
  try {
    await sweepFiles(store, models, files)
  } catch (cause) {
    // Closed in the midst of it: there is a next start.
    if (cause instanceof Unavailable) return
    events.emit('warning', { message: 'Files that no row has could not be removed.', cause })
  }
}

/** Every scope of some resources, in order. */
function scopesOf(models: Iterable<Model>): readonly string[] {
  const scopes = [...models].flatMap((model) => verbsOf(model).map(({ scope }) => scope))
  return [...new Set(scopes)].sort()
}

function describe(
  options: AnyApiOptions,
  { context, models, prefix, version, description }: Edition,
  endpoints: readonly Endpoint[],
  root: string,
): OpenApiDocument {
  const authenticators = context.identity?.authenticators ?? []
  return createDocument({
    title: options.title ?? 'API',
    version,
    ...(description !== undefined && { description }),
    models,
    representations: context.representations,
    endpoints,
    prefix,
    securitySchemes: Object.fromEntries(authenticators.map(({ name, scheme }) => [name, scheme])),
    scopes: scopesOf(models.values()),
    servers: [{ url: options.publicUrl ?? (root === '' ? '/' : root) }],
    problemTypes: `${options.publicUrl ?? ''}${root}/problems`,
    ...(context.identity !== undefined && { users: context.identity.users }),
    ...(context.limiter !== undefined && { rateLimits: context.limiter }),
  })
}

function unknownVersion(version: string | undefined, editions: readonly Edition[]): DeclarationError {
  const known = editions.map(({ name }) => name ?? 'none').join(', ')
  return new DeclarationError([
    { path: 'version', message: `${version} is no version of this API`, remedy: `name one of ${known}` },
  ])
}
