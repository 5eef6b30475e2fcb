import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addressesOf, type Handlers } from './addresses.ts'
import { answerWith, type Answer } from './answer.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import type { SharedApiOptions } from './api-options.ts'
import { toBaseUrl } from './base-url.ts'
import { createCors } from './cors.ts'
import { toHeaderNames } from '../../protocol/rate-limit/rate-limit-headers.ts'
import type { Edition } from './editions.ts'
import { createSender } from './sender.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { toFastifyProblem } from './fastify-problem.ts'
import type { Draining } from './health.ts'
import { createUnknownAddress } from './unknown-address.ts'

/** What is put into a Fastify application. */
export interface Mounting {
  readonly options: SharedApiOptions
  /** Of the current version. */
  readonly context: ApiContext
  readonly editions: readonly Edition[]
  readonly endpoints: readonly Endpoint[]
  readonly state: Draining
}

/** Puts every address of an API into a Fastify application, below the prefix it is registered with. */
export function mount(fastify: FastifyInstance, mounting: Mounting): void {
  const { options, context, state } = mounting
  const root = fastify.prefix
  const cors = createCors(options.cors, context.limiter && toHeaderNames(context.limiter.headers))
  const isSecure = options.publicUrl?.startsWith('https:') === true
  const answer = answerWith({
    context,
    cors,
    send: createSender(options.cors && cors, isSecure, state),
    problemTypes: `${toBaseUrl(options.publicUrl, root)}/problems`,
  })
  leaveBodiesUnread(fastify)
  const addresses = addressesOf(mounting, root)
  const unknown = createUnknownAddress(addresses.keys(), root)
  fastify.setNotFoundHandler((request, reply) => answer(unknown, request, reply))
  fastify.setErrorHandler<FastifyError>((error, request, reply) =>
    answer(failWith(error, unknown), request, reply),
  )
  for (const [path, handlers] of addresses) route(fastify, path, handlers, answer)
}

// Bodies are read by the stage `decode`: whoever may not send one is refused before it is read.
function leaveBodiesUnread(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
}

function route(fastify: FastifyInstance, path: string, handlers: Handlers, answer: Answer): void {
  const url = path.replaceAll(/\{(\w+)\}/g, ':$1')
  const handler = (request: FastifyRequest, reply: FastifyReply) => answer(handlers, request, reply)
  const slashed = url.endsWith('/') ? [url] : [url, `${url}/`]
  for (const each of slashed) {
    fastify.route({
      method: fastify.supportedMethods,
      url: each,
      exposeHeadRoute: false,
      handler,
      errorHandler: (error, request, reply) => answer(failWith(error, handlers), request, reply),
    })
  }
}

// Fastify looks at the type of a body before any handler; here it is looked at in its turn, by the stage `decode`.
const premature = new Set(['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE'])

/** Faults that Fastify itself finds, before or after a handler of ours ran. */
function failWith(error: FastifyError, handlers: Handlers): Handlers {
  if (premature.has(error.code)) return handlers
  return {
    ...handlers,
    methods: [],
    find: () => () => {
      throw toFastifyProblem(error)
    },
  }
}
