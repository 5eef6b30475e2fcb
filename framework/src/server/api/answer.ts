import type { FastifyReply, FastifyRequest } from 'fastify'
import { andThen, attempt, type Awaitable } from '../../kernel/values/awaitable.ts'
import { readAuthorization } from '../../engine/identity/authorization.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { Handlers } from './addresses.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import type { Cors } from './cors.ts'
import { IncomingRequest } from './incoming-request.ts'
import { noteWrite } from './note-write.ts'
import { refuseMalformed } from './message-refusal.ts'
import { toProblem, toProblemReply } from './problem-reply.ts'
import type { Sender } from './sender.ts'

/** Answers one request of an address. */
export type Answer = (handlers: Handlers, request: FastifyRequest, reply: FastifyReply) => Awaitable<void>

interface Answering {
  readonly context: ApiContext
  readonly cors: Cors
  readonly send: Sender
  /** What the `type` of problems begins with. */
  readonly problemTypes: string
}

/** Every answer goes this way: preflight, handler, problem, log. */
export function answerWith({ context, cors, send, problemTypes }: Answering): Answer {
  const { clock, events, identity, store, vary } = context
  const challenges = identity?.authenticators
    .map(({ challenge }) => challenge)
    .filter((challenge) => challenge !== '')
    .join(', ')
  return (handlers, raw, reply) => {
    const started = clock.now()
    const request = new IncomingRequest(raw)
    const refuse = (error: unknown): HttpReply => {
      const problem = toProblem(error)
      if (problem.status >= 500 && problem.status !== notImplemented)
        events.emit('request.failed', { id: request.id, error: problem.cause ?? problem })
      const put = handlers.refusal?.(problem, request) ?? toProblemReply(problem, request, problemTypes)
      const refusal = toVarying(put, vary)
      return challenges === undefined ? refusal : toChallenged(toScheme(refusal, request), challenges)
    }
    const notice = handlers.notices?.(request)
    const finish = (answer: HttpReply): void => {
      const told = notice === undefined ? answer : withNotice(answer, notice)
      const { replyHeaders } = request
      const full = replyHeaders === undefined ? told : withHeaders(told, replyHeaders)
      send(reply, request, full, (error) => events.emit('request.failed', { id: request.id, error }))
      events.emit('request.completed', {
        id: request.id,
        method: request.method,
        url: request.url,
        route: handlers.route,
        status: answer.status,
        milliseconds: clock.now() - started,
        principal: request.principal?.id ?? null,
        address: request.address,
      })
    }
    const answer = () => cors.preflight(request, handlers.methods) ?? handle(handlers, request, raw)
    const answered = attempt(answer, refuse)
    if (store.replicas === undefined) return andThen(answered, finish)
    return andThen(answered, async (written) => {
      await noteWrite(context, request, written)
      finish(written)
    })
  }
}

// Another Accept header may well be answered (RFC 9110 section 12.5.5).
const toVarying = (reply: HttpReply, vary: string): HttpReply =>
  reply.status === 406 ? { ...reply, headers: { ...reply.headers, vary } } : reply

// RFC 9110 section 15.5.2: a 401 says how to do better, even one that code of the user's own has thrown.
function toChallenged(reply: HttpReply, challenges: string): HttpReply {
  if (reply.status !== 401 || reply.headers['www-authenticate'] !== undefined) return reply
  return { ...reply, headers: { ...reply.headers, 'www-authenticate': challenges } }
}

/** What a token is not good for is told under the scheme that it came by (RFC 9449 section 7.1). */
function toScheme(reply: HttpReply, request: HttpRequest): HttpReply {
  const challenge = reply.headers['www-authenticate']
  const isOfToken = challenge?.startsWith('Bearer error="insufficient_') === true
  if (!isOfToken || readAuthorization(request, 'dpop') === undefined) return reply
  return { ...reply, headers: { ...reply.headers, 'www-authenticate': challenge.replace('Bearer', 'DPoP') } }
}

/** An answer that also tells of a deprecation; links stand beside each other (RFC 8288 section 3). */
function withNotice(reply: HttpReply, notice: Readonly<Record<string, string>>): HttpReply {
  const links = [reply.headers['link'], notice['link']].filter((link) => link !== undefined)
  const link = links.length === 0 ? {} : { link: links.join(', ') }
  return { ...reply, headers: { ...reply.headers, ...notice, ...link } }
}

const withHeaders = (reply: HttpReply, headers: HttpReply['headers']): HttpReply => ({
  ...reply,
  headers: { ...headers, ...reply.headers },
})

// A method nobody knows is the client's mistake, whatever its number says.
const notImplemented = 501

function handle(handlers: Handlers, request: IncomingRequest, raw: FastifyRequest): Awaitable<HttpReply> {
  refuseMalformed(raw.raw)
  return handlers.find(request.method)(request)
}
