import { isPending, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { ReceivedRequest } from './received-request.ts'
import { Exchange } from './exchange.ts'
import type { ResourceRoute } from './resource-route.ts'

/** Runs a request through the stages of its verb, at once as long as none of them has to wait. */
export function runStages(route: ResourceRoute, request: ReceivedRequest): Awaitable<HttpReply> {
  return runFrom(new Exchange(request, route, route.api.store, route.api.clock.now()), 0)
}

function runFrom(exchange: Exchange, first: number): Awaitable<HttpReply> {
  const { stages } = exchange.route
  for (let index = first; index < stages.length && exchange.reply === undefined; index++) {
    const pending = stages[index]!(exchange)
    if (isPending(pending)) return pending.then(() => runFrom(exchange, index + 1))
  }
  return exchange.reply ?? { status: 204, headers: {}, body: null }
}
