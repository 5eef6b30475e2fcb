import type { Server as HttpServer } from 'node:http'
import type { Socket } from 'node:net'
import cluster from 'node:cluster'
import process from 'node:process'
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
import { toListenFault } from './listen-fault.ts'
import { toBasePath } from './base-url.ts'
import { release } from './release.ts'
import { serveByWorkers } from './serve-by-workers.ts'
import { onStopSignals } from '../workers/stop-signals.ts'
import { toWorkerCount, type WorkerCount } from '../workers/worker-count.ts'
import { isWorker, tellAddress, whileAsking, workerPort } from '../workers/worker-process.ts'
import { toTrust, type TrustedProxies } from './trusted-proxies.ts'
import { isDecodable } from './unknown-address.ts'

/** How an API is served by this process. */
export interface ListenOptions {
  /** Default: 3000; 0 takes a free one. */
  readonly port?: number
  /** Default: 127.0.0.1. */
  readonly host?: string
  /**
   * Which proxies are believed about the client's address, by `X-Forwarded-For`: networks and addresses, in a list or between
   * commas; how many stand in front; or `true` for whoever connects. Default: none.
   */
  readonly trustProxy?: TrustedProxies
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

/** How an API is served by processes of its own. */
export interface ServeOptions extends ListenOptions {
  /**
   * How many processes share the port: a number, or `auto` for one on each core. The program runs in each of them up to
   * `serve`, and after it in the first process alone, which serves nobody. Default: 1, this one.
   */
  readonly workers?: WorkerCount
}

/** What serves an API. */
export interface Server {
  /** Where it is reached, without a slash at the end. */
  readonly url: string
  /** Stops listening, lets running requests finish, closes the store. */
  close(): Promise<void>
}

/** A server that is listening in this process. */
export interface ListeningServer extends Server {
  readonly fastify: FastifyInstance
}

/**
 * Fastify as an API of its own wants it: ids, time-outs, limits, and problems for what never becomes a request.
 * @param base what addresses begin with, whether or not a proxy has taken it away
 */
export function createServer(options: ListenOptions = {}, base = ''): FastifyInstance {
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
    trustProxy: toTrust(options.trustProxy ?? false),
    genReqId: createRequestIds(),
    requestTimeout,
    connectionTimeout: 60_000,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // As long as Node takes addresses: what is no id is told so by whoever reads it.
    routerOptions: { maxParamLength: 16_384 },
    rewriteUrl: (request) => rewriteUrl(request, base),
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

function rewriteUrl(request: { url?: string | undefined; originalUrl?: string }, base: string): string {
  const { url = '/' } = request
  if (!isDecodable(url) && !isDecodable(url.split('?', 1).join())) return base + nowhere
  if (base === '' || isBelow(base, url)) return url
  // What the client has asked for, and what links go by.
  request.originalUrl = base + (url.startsWith('/') ? url : nowhere)
  return request.originalUrl
}

const isBelow = (base: string, url: string): boolean =>
  url.startsWith(base) && /^[/?]?$/.test(url.charAt(base.length))

// The router would answer an address that it cannot decode by itself. A space stands in no address: this one leads to
// where all that is unknown is answered.
const nowhere = '/ '

/**
 * Serves an API until the process is told to stop: SIGINT or SIGTERM drain it and end the process with 0; told so again a
 * second later it ends at once, with 1. With `workers` SIGHUP replaces them one by one.
 */
export async function serve(api: Api<readonly AnyResource[]>, options: ServeOptions = {}): Promise<Server> {
  const { drainTimeout = 10_000 } = options
  const { workers = 1 } = options
  const count = toWorkerCount(workers)
  // On a single core as well: SIGHUP must not mean something else there.
  if (workers !== 1 && cluster.isPrimary) return serveByWorkers(api, count, options)
  const server = isWorker
    ? await whileAsking(() => listen(api, { ...options, port: workerPort() }))
    : await listen(api, options)
  const stop = async () => {
    // Connections have been cut by then: what still runs is code that does not end.
    setTimeout(() => process.exit(1), drainTimeout + 1000).unref()
    await server.close()
    process.exit(0)
  }
  const end = () => process.exit(1)
  if (!isWorker) onStopSignals(stop, end)
  else {
    onStopSignals(stop, end, ['SIGTERM'])
    return leaveToFirst(server.url)
  }
  return server
}

/** What a program does once it is served it does once, in the process that has started the others. */
function leaveToFirst(url: string): Promise<never> {
  // Terminals tell the first process as well, and that one tells the others.
  process.on('SIGINT', () => {}).on('SIGHUP', () => {})
  tellAddress(url)
  return new Promise(() => {})
}

/** Serves an API until `close` is called; signals are left to the caller. */
export async function listen(
  api: Api<readonly AnyResource[]>,
  options: ListenOptions = {},
): Promise<ListeningServer> {
  const base = toBasePath(api.publicUrl)
  const fastify = createServer(options, base)
  const drain = createDrain(fastify.server)
  await fastify.register(api, { prefix: base })
  const { port = 3000, host = '127.0.0.1' } = options
  const url = await fastify.listen({ port, host }).catch(async (error: unknown) => {
    await release(api)
    throw toListenFault(error, { port, host })
  })
  let closing: Promise<void> | undefined
  const close = async () => {
    api.state.draining = true
    const { drainTimeout = 10_000, trustProxy = false } = options
    // A worker that goes away leaves its port to the others.
    const isAwaited = trustProxy !== false && !isWorker
    if (isAwaited) await drain.linger(drainTimeout / 2)
    const end = drain.begin(isAwaited ? drainTimeout / 2 : drainTimeout)
    try {
      await fastify.close()
    } finally {
      end()
    }
    await release(api)
    options.log?.flush()
  }
  return { url, fastify, close: () => (closing ??= close()) }
}
