import type { Server as HttpServer } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyHttpOptions,
} from 'fastify'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { Log } from '../../engine/observe/events.ts'
import type { Api } from './create-api.ts'
import { createDrain } from './drain.ts'
import { refuseConnection, refuseTunnel } from './connection-refusal.ts'
import { toFastifyProblem } from './fastify-problem.ts'
import { toProblemReply } from './problem-reply.ts'
import { createRequestIds } from './request-ids.ts'
import { isDecodable } from './unknown-address.ts'

/** How an API is served. */
export interface ServeOptions {
  /** Default: 3000; 0 takes a free one. */
  readonly port?: number
  /** Default: 127.0.0.1. */
  readonly host?: string
  /** Which proxies are believed about the client's address: `true`, or addresses and networks. Default: none. */
  readonly trustProxy?: boolean | string | readonly string[]
  /**
   * How long requests on their way may take once the server closes, in milliseconds; then their connections are cut.
   * Default: 10,000.
   */
  readonly drainTimeout?: number
  /** How long a request may take to arrive, in milliseconds; then it is refused with 408. Default: 30,000. */
  readonly requestTimeout?: number
  /** Flushed last. */
  readonly log?: Log
}

/** A server that is listening. */
export interface Server {
  /** Where it is reached, without a slash at the end. */
  readonly url: string
  readonly fastify: FastifyInstance
  /** Stops listening, lets running requests finish, closes the store. */
  close(): Promise<void>
}

/** Fastify as an API of its own wants it: ids, time-outs, limits, and problems for what never becomes a request. */
export function createServer(options: ServeOptions = {}): FastifyInstance {
  const { requestTimeout = 30_000 } = options
  const settings: FastifyHttpOptions<HttpServer> = {
    http: {
      // Most requests have no body: Node then need not make a stream for it.
      optimizeEmptyRequests: true,
      // Missing hosts are refused like all that is malformed, with a problem.
      requireHostHeader: false,
      // Left at its default of a minute, Node takes the two time-outs for each other.
      headersTimeout: requestTimeout,
      requestTimeout,
      // How often Node looks for requests that take too long.
      connectionsCheckingInterval: Math.ceil(requestTimeout / 6),
    },
    logger: false,
    trustProxy: toTrust(options.trustProxy),
    genReqId: createRequestIds(),
    requestTimeout,
    connectionTimeout: 60_000,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // As long as Node takes addresses: what is no id is told so by whoever reads it.
    routerOptions: { maxParamLength: 16_384 },
    rewriteUrl: ({ url = '/' }) =>
      isDecodable(url) || isDecodable(url.split('?', 1).join()) ? url : nowhere,
    clientErrorHandler: (error, socket) => refuseConnection(error, socket),
    frameworkErrors: (error, request: FastifyRequest, reply: FastifyReply) => {
      const { status, headers, body } = toProblemReply(
        toFastifyProblem(error),
        { id: request.id, url: request.url },
        '/problems',
      )
      return reply.code(status).headers(headers).send(body)
    },
  }
  const fastify = Fastify(settings)
  fastify.server.on('connect', (_request, socket) => refuseTunnel(socket as Socket))
  // RFC 9110 section 10.1.1: an expectation nobody knows may be left unmet.
  fastify.server.on('checkExpectation', (request, response) =>
    fastify.server.emit('request', request, response),
  )
  return fastify
}

// The router would answer an address that it cannot decode by itself. A space stands in no address: this one leads to
// where all that is unknown is answered.
const nowhere = '/ '

const toTrust = (proxies: ServeOptions['trustProxy'] = false): boolean | string | string[] =>
  typeof proxies === 'boolean' || typeof proxies === 'string' ? proxies : [...proxies]

/** Serves an API until the process is told to stop: SIGINT or SIGTERM drain it and end the process with 0. */
export async function serve(api: Api<readonly AnyResource[]>, options: ServeOptions = {}): Promise<Server> {
  const server = await listen(api, options)
  const stop = async () => {
    // Connections have been cut by then: what still runs is code that does not end.
    setTimeout(() => process.exit(1), (options.drainTimeout ?? 10_000) + 1000).unref()
    await server.close()
    process.exit(0)
  }
  // A signal that comes again, from a terminal and from what started the process, must not cut the drain short.
  let stopping: Promise<void> | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (stopping ??= stop()))
  return server
}

/** Serves an API until `close` is called; signals are left to the caller. */
export async function listen(api: Api<readonly AnyResource[]>, options: ServeOptions = {}): Promise<Server> {
  const fastify = createServer(options)
  const drain = createDrain(fastify.server)
  await fastify.register(api)
  const url = await fastify.listen({ port: options.port ?? 3000, host: options.host ?? '127.0.0.1' })
  let closing: Promise<void> | undefined
  const close = async () => {
    api.state.draining = true
    const end = drain.begin(options.drainTimeout ?? 10_000)
    try {
      await fastify.close()
    } finally {
      end()
    }
    await api.context.identity?.settle?.()
    await api.context.store.close()
    await api.context.limiter?.close()
    options.log?.flush()
  }
  return { url, fastify, close: () => (closing ??= close()) }
}
