import { setRoot } from '../../declaration/resource/address.ts'
import { MethodNotAllowed } from '../../kernel/problem/catalogue.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { createRoutes } from '../routes/create-routes.ts'
import { createEndpointLimits } from '../pipeline/limit.ts'
import type { Feature } from '../pipeline/feature.ts'
import { explainHeader, runExplained } from '../pipeline/run-explained.ts'
import { runStages } from '../pipeline/run.ts'
import type { ResourceRoute } from '../pipeline/resource-route.ts'
import { answerOptions } from '../verbs/options.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import { callEndpoint } from './call-endpoint.ts'
import type { Edition } from './editions.ts'
import type { IncomingRequest } from './incoming-request.ts'
import { refuseMethod } from './method-refusal.ts'
import type { Mounting } from './mount.ts'
import { createNotices, type Notices } from './notices.ts'
import { problemsEndpoint } from './problems-page.ts'
import { createSuccessors, type SuccessorOf } from './successors.ts'

/** Answers one request; problems are thrown. */
export type Handler = (request: IncomingRequest) => Awaitable<HttpReply>

/** What one address answers to each method. */
export interface Handlers {
  /** Its path, for the log: `/api/v1/todos/{id}`; undefined where there is no such address. */
  readonly route?: string
  /** Every method the address has for somebody. */
  readonly methods: readonly string[]
  /** What every answer to a method that goes away tells, refusals too; undefined where none does. */
  readonly notices?: Notices
  /** How it puts what it refuses. Default: as problem details. */
  readonly refusal?: Endpoint['refusal']
  /** Never undefined: a method the address lacks has a handler that refuses it. */
  find(method: string): Handler
}

/** Every address of an API with what it answers. */
export function addressesOf(mounting: Mounting, root: string): ReadonlyMap<string, Handlers> {
  const { options, context, editions } = mounting
  const problems = problemsEndpoint(editions.flatMap(({ models }) => [...models.values()]))
  const endpoints = groupByPath([...mounting.endpoints, problems], ({ path }) => path)
  const resources = editions.flatMap((edition) =>
    groupByPath(routesOf(edition, root, options.features), pathIn(edition)),
  )
  const successors = createSuccessors(
    editions,
    root,
    [...endpoints, ...resources].map(([path]) => path),
  )
  return new Map([
    ...endpoints.map(
      ([path, group]) =>
        [path, { ...endpointHandlers(group, context, successors(path)), route: root + path }] as const,
    ),
    ...resources.map(
      ([path, group]) =>
        [path, { ...resourceHandlers(group, successors(path)), route: root + path }] as const,
    ),
  ])
}

function routesOf(
  { context, models, prefix }: Edition,
  root: string,
  features: readonly Feature[] = [],
): ResourceRoute[] {
  return [...models.values()].flatMap((model) => {
    setRoot(model, root + prefix)
    return createRoutes(context, model, root + prefix, features)
  })
}

const pathIn =
  ({ prefix }: Edition) =>
  ({ verb }: ResourceRoute): string =>
    prefix + verb.path

function groupByPath<Item>(
  items: readonly Item[],
  pathOf: (item: Item) => string,
): (readonly [string, Item[]])[] {
  return [...Map.groupBy(items, pathOf)]
}

function resourceHandlers(routes: readonly ResourceRoute[], successorOf: SuccessorOf | undefined): Handlers {
  const handlers = new Map<string, Handler>()
  for (const route of routes) {
    const run: Handler = (request) =>
      request.headers[explainHeader] === undefined ? runStages(route, request) : runExplained(route, request)
    handlers.set(route.verb.method, run)
  }
  const own = toHandlers(handlers, (request) => answerOptions(routes, request))
  const whole = routes[0]!.model.version?.deprecated
  return withNotices(
    own,
    createNotices(
      routes.map(({ verb }) => verb),
      whole,
      successorOf,
    ),
  )
}

const withNotices = (handlers: Handlers, notices: Notices | undefined): Handlers =>
  notices === undefined ? handlers : { ...handlers, notices }

function endpointHandlers(
  endpoints: readonly Endpoint[],
  context: ApiContext,
  successorOf: SuccessorOf | undefined,
): Handlers {
  const handlers = new Map<string, Handler>()
  for (const endpoint of endpoints) {
    const limits = createEndpointLimits(context, endpoint)
    handlers.set(endpoint.method, (request) => callEndpoint(endpoint, request, context, limits))
  }
  const allow = [...withHead(handlers), 'OPTIONS'].join(', ')
  const plain = toHandlers(handlers, () => ({ status: 204, headers: { allow }, body: null }))
  const refusal = endpoints.find((each) => each.refusal !== undefined)?.refusal
  const own = refusal === undefined ? plain : { ...plain, refusal }
  return withNotices(own, createNotices(endpoints, endpoints[0]!.deprecated, successorOf))
}

function toHandlers(own: ReadonlyMap<string, Handler>, options: Handler): Handlers {
  const methods = [...withHead(own), 'OPTIONS']
  const handlers = new Map(own).set('OPTIONS', options)
  // RFC 9110 section 9.3.2: HEAD is GET without the body, which the sender leaves out.
  const get = own.get('GET')
  if (get !== undefined) handlers.set('HEAD', get)
  return {
    methods,
    find: (method) => handlers.get(method) ?? refuse(method, methods),
  }
}

const withHead = (handlers: ReadonlyMap<string, Handler>): string[] =>
  [...handlers.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))

function refuse(method: string, methods: readonly string[]): Handler {
  return () => {
    refuseMethod(method)
    const allow = methods.join(', ')
    throw new MethodNotAllowed({ detail: `${method} is not one of ${allow}.`, headers: { allow } })
  }
}
