import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { ReceivedRequest } from './received-request.ts'
import { Exchange } from './exchange.ts'
import { settleUploads } from './uploads.ts'
import type { ResourceRoute } from './resource-route.ts'
import { noContent, runAll } from './run-all.ts'

/** Runs a request through the stages of its verb, at once as long as none of them has to wait. */
export function runStages(route: ResourceRoute, request: ReceivedRequest): Awaitable<HttpReply> {
  return runExchange(new Exchange(request, route, route.api.store, route.api.clock.now()))
}

/** The same with an exchange that can be looked at afterwards. */
export function runExchange(exchange: Exchange): Awaitable<HttpReply> {
  const { route } = exchange
  return route.bringsFiles ? settleUploads(exchange, () => run(route, exchange)) : run(route, exchange)
}

function run(route: ResourceRoute, exchange: Exchange): Awaitable<HttpReply> {
  return andThen(runAll(route.stages, exchange), () => exchange.reply ?? noContent)
}
