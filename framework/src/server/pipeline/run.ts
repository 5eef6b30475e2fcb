import type { HttpReply } from '../../protocol/message/message.ts'
import type { ReceivedRequest } from './received-request.ts'
import { Exchange } from './exchange.ts'
import type { ResourceRoute } from './resource-route.ts'

/** Runs a request through the stages of its verb. */
export async function runStages(route: ResourceRoute, request: ReceivedRequest): Promise<Exchange> {
  const exchange = new Exchange(request, route, route.api.store, route.api.clock.now())
  for (const stage of route.stages) {
    const pending = stage(exchange)
    // Most stages are done at once; waiting for nothing would cost each request a turn of the microtask queue.
    if (pending !== undefined) await pending
    if (exchange.reply !== undefined) break
  }
  return exchange
}

/** The answer to a request that went through its stages. */
export function replyOf({ reply }: Exchange): HttpReply {
  return reply ?? { status: 204, headers: {}, body: null }
}
