import type { IncomingMessage, RequestListener } from 'node:http'
import { inject, type DispatchFunc } from 'light-my-request'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import { basePathOf } from './paths.ts'

/** Hands a request to a listener of Node's, as if it had come to the issuer's own host, and brings back its answer. */
export async function dispatch(
  listener: RequestListener,
  { method, headers, query, body, address }: HttpRequest,
  path: string,
  issuer: URL,
): Promise<HttpReply> {
  const base = basePathOf(issuer)
  const handle: DispatchFunc = (request, reply) => {
    // What the listener calls its own addresses is below where the API stands.
    const incoming = request as unknown as IncomingMessage & { originalUrl?: string }
    incoming.originalUrl = base + incoming.url
    listener(incoming, reply as never)
  }
  const answer = await inject(handle, {
    // What it answers to GET is looked at here; who sends the answer leaves the body out.
    method: method === 'HEAD' ? 'GET' : (method as 'GET'),
    url: query === '' ? path : `${path}?${query}`,
    headers: {
      ...withoutHeaders(headers),
      host: issuer.host,
      'x-forwarded-proto': issuer.protocol.slice(0, -1),
    },
    remoteAddress: address,
    ...(body !== undefined && { payload: Buffer.from(body) }),
  })
  const cookies = [answer.headers['set-cookie'] ?? []].flat()
  const { 'content-type': type, ...rest } = keptHeaders(answer.headers)
  // What stands beside a redirect is for nobody, and would repeat the code that stands in the address.
  const isEmpty = answer.rawPayload.length === 0 || (answer.statusCode >= 300 && answer.statusCode < 400)
  return {
    status: answer.statusCode,
    headers: isEmpty || type === undefined ? rest : { ...rest, 'content-type': type },
    ...(cookies.length > 0 && { cookies }),
    body: isEmpty ? null : answer.rawPayload,
  }
}

/** Those of the connection, those by which a client could pretend to be a proxy, and that by which the API lets pages in. */
const notHandedOn =
  /^(?:host|connection|content-length|transfer-encoding|expect|upgrade|origin|forwarded|x-forwarded-.*)$/

const withoutHeaders = (headers: HttpRequest['headers']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || notHandedOn.test(name)
        ? []
        : [[name, typeof value === 'string' ? value : [...value]]],
    ),
  )

/** Other origins get in as the API says, and the rest of these is made anew by who sends the answer. */
const notBroughtBack =
  /^(?:set-cookie|connection|date|keep-alive|content-length|transfer-encoding|vary|access-control-.*)$/

const keptHeaders = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || notBroughtBack.test(name) ? [] : [[name, String(value)]],
    ),
  )
