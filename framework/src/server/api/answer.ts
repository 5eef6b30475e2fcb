import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { Handlers } from './addresses.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import type { Cors } from './cors.ts'
import { IncomingRequest } from './incoming-request.ts'
import { refuseMalformed } from './message-refusal.ts'
import { toProblem, toProblemReply } from './problem-reply.ts'
import type { Sender } from './sender.ts'

/** Answers one request of an address. */
export type Answer = (handlers: Handlers, request: FastifyRequest, reply: FastifyReply) => Promise<void>

interface Answering {
  readonly context: ApiContext
  readonly cors: Cors
  readonly send: Sender
  /** What the `type` of problems begins with. */
  readonly problemTypes: string
}

/** Every answer goes this way: preflight, handler, problem, log. */
export function answerWith({ context, cors, send, problemTypes }: Answering): Answer {
  const { clock, events } = context
  return async (handlers, raw, reply) => {
    const started = clock.now()
    const request = new IncomingRequest(raw)
    const answer =
      cors.preflight(request, handlers.methods) ??
      (await handle(handlers, request, raw).catch((error: unknown) => {
        const problem = toProblem(error)
        if (problem.status >= 500 && problem.status !== notImplemented)
          events.emit('request.failed', { id: request.id, error: problem.cause ?? problem })
        return toProblemReply(problem, request, problemTypes)
      }))
    send(reply, request, answer)
    events.emit('request.completed', {
      id: request.id,
      method: request.method,
      url: request.url,
      route: raw.routeOptions.url,
      status: answer.status,
      milliseconds: clock.now() - started,
      principal: request.principal?.id ?? null,
      address: request.address,
    })
  }
}

// A method nobody knows is the client's mistake, whatever its number says.
const notImplemented = 501

async function handle(handlers: Handlers, request: IncomingRequest, raw: FastifyRequest): Promise<HttpReply> {
  refuseMalformed(raw.raw)
  return handlers.find(request.method)(request)
}
