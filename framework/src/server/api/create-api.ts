import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { warnOfLosses } from '../../engine/broadcast/warn-of-losses.ts'
import type { Migrations } from '../../engine/migrations/migrations.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { OpenApiDocument } from '../../protocol/openapi/document.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import { apiCatalogEndpoint } from './api-catalog.ts'
import type {
  ApiOptions,
  ApiVersions,
  Complete,
  CompleteVersions,
  VersionedApiOptions,
} from './api-options.ts'
import { createEditions } from './create-editions.ts'
import { describeEdition } from './describe-edition.ts'
import { docsEndpoints } from './docs-page.ts'
import { findDegraded } from './degraded.ts'
import { documentEndpoints } from './documents.ts'
import { declareEditions, type AnyApiOptions, type DeclaredEdition, type Edition } from './editions.ts'
import { healthEndpoints, type Draining } from './health.ts'
import { landingEndpoint } from './landing.ts'
import { mount } from './mount.ts'
import { startUp } from './start-up.ts'

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
  /** What makes its tables, where its store does not. */
  readonly migrations: Migrations | undefined
  /** Where clients reach its root, where it was told. */
  readonly publicUrl: string | undefined
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
    ...healthEndpoints(options.store, state, () => findDegraded(context)),
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
    return describeEdition(options, edition, [...endpoints, ...documents], root)
  }
  let started: Promise<void> | undefined
  const start = () => (started ??= startUp(options, context, editions))
  const plugin = async (fastify: FastifyInstance) => {
    await start()
    // Nobody waits for it: what is away is warned of, and done without. Commands need not know.
    void findDegraded(context)
    warnOfLosses(context.broadcast, context.events, context.clock)
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
    migrations: options.migrations,
    publicUrl: options.publicUrl,
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

function unknownVersion(version: string | undefined, editions: readonly Edition[]): DeclarationError {
  const known = editions.map(({ name }) => name ?? 'none').join(', ')
  return new DeclarationError([
    { path: 'version', message: `${version} is no version of this API`, remedy: `name one of ${known}` },
  ])
}
