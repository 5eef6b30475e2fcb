import { setRoot } from '../../declaration/resource/address.ts'
import { MethodNotAllowed } from '../../kernel/problem/catalogue.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import { toDeprecationHeaders } from '../../protocol/lifecycle/deprecation-headers.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { createRoutes } from './routes.ts'
import { createEndpointLimits } from '../pipeline/limit.ts'
import { runStages } from '../pipeline/run.ts'
import type { ResourceRoute } from '../pipeline/resource-route.ts'
import { answerOptions } from '../verbs/options.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import { callEndpoint } from './call-endpoint.ts'
import type { IncomingRequest } from './incoming-request.ts'
import { refuseMethod } from './method-refusal.ts'
import type { Mounting } from './mount.ts'
import { problemsEndpoint } from './problems-page.ts'

/** Answers one request; problems are thrown. */
export type Handler = (request: IncomingRequest) => Awaitable<HttpReply>

/** What one address answers to each method. */
export interface Handlers {
  /** Its path, for the log: `/api/v1/todos/{id}`; undefined where there is no such address. */
  readonly route?: string
  /** Every method the address has for somebody. */
  readonly methods: readonly string[]
  /** Headers of every answer to a method that goes away, refusals too; undefined where none does. */
  readonly notices?: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** Never undefined: a method the address lacks has a handler that refuses it. */
  find(method: string): Handler
}

/** Every address of an API with what it answers. */
export function addressesOf(mounting: Mounting, root: string): ReadonlyMap<string, Handlers> {
  const { options, context } = mounting
  const endpoints = [...mounting.endpoints, problemsEndpoint(context.models.values())]
  const prefix = options.prefix ?? ''
  for (const model of context.models.values()) setRoot(model, `${root}${prefix}`)
  const routes = [...context.models.values()].flatMap((model) =>
    createRoutes(context, model, root + prefix, options.features ?? []),
  )
  return new Map([
    ...groupByPath(endpoints, ({ path }) => path).map(
      ([path, group]) => [path, { ...endpointHandlers(group, context), route: root + path }] as const,
    ),
    ...groupByPath(routes, ({ verb }) => `${prefix}${verb.path}`).map(
      ([path, group]) => [path, { ...resourceHandlers(group), route: root + path }] as const,
    ),
  ])
}

function groupByPath<Item>(
  items: readonly Item[],
  pathOf: (item: Item) => string,
): (readonly [string, Item[]])[] {
  return [...Map.groupBy(items, pathOf)]
}

function resourceHandlers(routes: readonly ResourceRoute[]): Handlers {
  const handlers = new Map<string, Handler>()
  for (const route of routes) {
    const run: Handler = (request) => runStages(route, request)
    handlers.set(route.verb.method, run)
  }
  const own = toHandlers(handlers, (request) => answerOptions(routes, request))
  const notices = noticesOf(routes)
  return notices.size === 0 ? own : { ...own, notices }
}

function noticesOf(routes: readonly ResourceRoute[]): Map<string, Readonly<Record<string, string>>> {
  const notices = new Map<string, Readonly<Record<string, string>>>()
  for (const { verb } of routes) {
    if (verb.deprecated === undefined) continue
    const headers = toDeprecationHeaders(verb.deprecated)
    for (const method of verb.method === 'GET' ? ['GET', 'HEAD'] : [verb.method]) notices.set(method, headers)
  }
  return notices
}

function endpointHandlers(endpoints: readonly Endpoint[], context: ApiContext): Handlers {
  const handlers = new Map<string, Handler>()
  for (const endpoint of endpoints) {
    const limits = createEndpointLimits(context, endpoint)
    handlers.set(endpoint.method, (request) => callEndpoint(endpoint, request, context, limits))
  }
  const allow = [...withHead(handlers), 'OPTIONS'].join(', ')
  return toHandlers(handlers, () => ({ status: 204, headers: { allow }, body: null }))
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
    throw new MethodNotAllowed({ headers: { allow: methods.join(', ') } })
  }
}
