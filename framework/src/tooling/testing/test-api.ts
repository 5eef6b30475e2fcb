import type { FastifyInstance } from 'fastify'
import type { Model } from '../../declaration/resource/model.ts'
import { toCollectionPath } from '../../declaration/resource/nesting.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { Store } from '../../engine/store/store.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import type {
  ApiOptions,
  ApiVersions,
  Complete,
  CompleteVersions,
  VersionedApiOptions,
} from '../../server/api/api-options.ts'
import type { OpenApiDocument } from '../../protocol/openapi/openapi-object.ts'
import { createApi, type Api } from '../../server/api/create-api.ts'
import { createServer } from '../../server/api/serve.ts'
import { toAnswer, type Answer, type ClientRequest, type Send } from '../client/answer.ts'
import type { Client } from '../client/client.ts'
import { createClient, type ClientResource } from '../client/create-client.ts'
import { toPrincipal, type Acting } from './acting.ts'
import { createDocumentCheck, createInProcessSend } from './checked-send.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createOneTimeCredentials, withCredentials } from './test-identity.ts'
import { openTestStore } from './test-store.ts'

/** The options of an API, of which tests may leave out more. */
export type TestApiOptions<R extends readonly AnyResource[], C extends Clock> = Omit<
  ApiOptions<R>,
  'store' | 'clock'
> &
  TestSettings<C>

/** The options of an API of several versions, of which tests may leave out more. */
export type VersionedTestApiOptions<V extends ApiVersions, N extends keyof V, C extends Clock> = Omit<
  VersionedApiOptions<V, N>,
  'store' | 'clock'
> &
  TestSettings<C>

/** What tests say, and what they need not say. */
export interface TestSettings<C extends Clock> {
  /**
   * Default: a fresh temporary SQLite file, or where the environment says `TEST_STORE=postgres` or `mysql`, a fresh part
   * of the server of `TEST_POSTGRES_URL` or `TEST_MYSQL_URL`; a store that is given is not closed.
   */
  readonly store?: Store
  /** Default: a fake clock at 2030-01-01T12:00:00.000Z. */
  readonly clock?: C
  /** Whether every answer must be as the API's OpenAPI document says. Default: true. */
  readonly checkResponses?: boolean
}

/** A request as a test writes it. */
export interface RawContent {
  /** Sent as it is when it is text or bytes, else as JSON. */
  readonly body?: unknown
  /** They win over what would be sent without them. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends any request; no status makes it throw. */
export type RequestRaw = <Body = Readonly<Record<string, unknown>>>(
  method: string,
  url: string,
  content?: RawContent,
) => Promise<Answer<Body>>

/** The API as one caller sees it: its resources by name, those of the current version, and any other request. */
export type Caller<R extends readonly AnyResource[]> = Client<R> & { readonly request: RequestRaw }

/** A running API that tests ask in process. */
export interface TestApi<
  R extends readonly AnyResource[],
  C extends Clock = FakeClock,
> extends AsyncDisposable {
  readonly api: Api<R>
  readonly fastify: FastifyInstance
  readonly clock: C
  /** Acts as a principal, without any credential check. */
  as(acting: Acting): Caller<R>
  /** Acts without a credential. */
  readonly anonymous: Caller<R>
  /** Any request without a credential, unless its headers have one. */
  readonly request: RequestRaw
  close(): Promise<void>
}

/** Makes an API, starts it and asks it in process; every answer is checked against the API's own document. */
export function createTestApi<
  const V extends ApiVersions,
  const N extends keyof V & string = keyof V & string,
  C extends Clock = FakeClock,
>(
  options: VersionedTestApiOptions<V, N, C> & { readonly versions: CompleteVersions<V> },
): Promise<TestApi<V[N]['resources'], C>>
export function createTestApi<const R extends readonly AnyResource[], C extends Clock = FakeClock>(
  options: TestApiOptions<R, C> & { readonly resources: Complete<R> },
): Promise<TestApi<R, C>>
export async function createTestApi<R extends readonly AnyResource[], C extends Clock>(
  options: TestApiOptions<R, C> | VersionedTestApiOptions<ApiVersions, string, C>,
): Promise<TestApi<R, C>> {
  const { checkResponses = true, store = openTestStore(), ...others } = options
  // Without a clock of the test's own C is FakeClock.
  const clock = options.clock ?? (createFakeClock() as Clock as C)
  const credentials = createOneTimeCredentials()
  const identity = withCredentials(options.identity, credentials)
  const close = async () => {
    await fastify.close()
    if (options.store === undefined) await store.close()
  }
  const fastify = createServer()
  const api = await startApi(fastify, () =>
    // That its resources are complete was said where the options were written down.
    createApi<R>({ docs: false, ...others, store, clock, identity } as ApiOptions<R> & {
      readonly resources: Complete<R>
    }),
  ).catch(async (error: unknown) => {
    await close()
    throw error
  })

  const send = createInProcessSend(
    fastify,
    checkResponses ? createDocumentCheck(() => documentsOf(api)) : () => {},
  )
  const resources = toClientResources(api)
  const callerOver = (over: Send): Caller<R> =>
    // The names and types of the calls are those of the declarations they are made from.
    ({ ...createClient(resources, over), request: createRequest(over) }) as unknown as Caller<R>
  const anonymous = callerOver(send)
  return {
    api,
    fastify,
    clock,
    anonymous,
    request: anonymous.request,
    as: (acting) => {
      const principal = toPrincipal(acting, clock.now())
      return callerOver((request) => send(withAuthorization(request, credentials.issue(principal))))
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function startApi<R extends readonly AnyResource[]>(
  fastify: FastifyInstance,
  create: () => Api<R>,
): Promise<Api<R>> {
  const api = create()
  await fastify.register(api)
  await fastify.ready()
  return api
}

const withAuthorization = (request: ClientRequest, authorization: string): ClientRequest => ({
  ...request,
  headers: { authorization, ...request.headers },
})

/** The document of the current version first. */
const documentsOf = ({ editions, document }: Api): readonly OpenApiDocument[] => [
  document(),
  ...editions.filter(({ isCurrent }) => !isCurrent).map(({ name }) => document('', name)),
]

function toClientResources({ editions }: Api): ClientResource[] {
  const { models, prefix } = editions.find(({ isCurrent }) => isCurrent)!
  return [...models.values()]
    .filter(({ internal }) => !internal)
    .map((model) => ({ name: model.name, path: prefix + toCollectionPath(model), actions: toActions(model) }))
}

const toActions = ({ actions }: Model): ClientResource['actions'] =>
  [...actions.values()]
    .filter(({ later }) => !later)
    .map(({ name, on, input }) => ({ name, on, hasInput: input !== undefined }))

function createRequest(send: Send): RequestRaw {
  return async <Body>(method: string, url: string, { body, headers = {} }: RawContent = {}) => {
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
    const sent = isRaw ? body : JSON.stringify(body)
    const type = isRaw ? {} : { 'content-type': 'application/json' }
    return toAnswer(await send({ method, url, headers: { ...type, ...headers }, body: sent })) as Answer<Body>
  }
}
