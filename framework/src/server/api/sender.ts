import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { Cors } from './cors.ts'
import type { Draining } from './health.ts'
import type { IncomingRequest } from './incoming-request.ts'

/** Puts an answer on the wire, with the headers every answer has. */
export type Sender = (
  reply: FastifyReply,
  request: IncomingRequest,
  answer: HttpReply,
  /** Told when a body that comes bit by bit could not be sent to its end, unless the client has gone. */
  onFailure: (error: unknown) => void,
) => void

/**
 * Answers are written past Fastify's reply: it would look at every header and the body again, which costs a small read
 * a fifth of its time. Headers other plugins gave the reply are kept; their `onSend` hooks do not run.
 * @param cors what is told to other origins; undefined where none may call
 * @param secure whether the API is reached by https, so that browsers may be told to stay with it
 * @param state tells whether connections shall end with their answer
 */
export function createSender(cors: Cors | undefined, secure: boolean, state: Draining): Sender {
  const always = [
    'x-content-type-options',
    'nosniff',
    'referrer-policy',
    'no-referrer',
    ...(secure ? ['strict-transport-security', 'max-age=31536000'] : []),
  ]
  // Pages bring a policy of their own; nothing else is a page.
  const noPage = [...always, 'content-security-policy', "default-src 'none'; frame-ancestors 'none'"]
  return (reply, request, { status, headers, cookies, body }, onFailure) => {
    const lines: string[] = ['x-request-id', request.id]
    // A 304 carries only what may have changed (RFC 9110 section 15.4.5): the client keeps the rest.
    if (status !== 304) lines.push(...(headers['content-security-policy'] === undefined ? noPage : always))
    for (const name in headers) if (name !== 'vary' || cors === undefined) lines.push(name, headers[name]!)
    if (cookies !== undefined) for (const cookie of cookies) lines.push('set-cookie', cookie)
    if (cors !== undefined) addCors(lines, cors.headersFor(request), headers['vary'])
    if (isWhole(body)) lines.push('content-length', String(Buffer.byteLength(body)))
    // Else Node.js would announce chunks, and send none.
    else if (body === null && (status === 201 || status === 202)) lines.push('content-length', '0')
    const foreign = reply.getHeaders()
    if (state.draining && (headers['connection'] ?? foreign['connection']) === undefined)
      lines.push('connection', 'close')
    addForeign(lines, foreign)
    reply.hijack()
    reply.raw.writeHead(status, lines)
    if (body === null || isWhole(body)) reply.raw.end(request.method === 'HEAD' ? undefined : body)
    else sendStream(body, reply.raw, onFailure)
  }
}

type Body = HttpReply['body']

const isWhole = (body: Body): body is string | Uint8Array =>
  typeof body === 'string' || body instanceof Uint8Array

/** As fast as the client takes it. One that breaks off ends the connection, so that nobody takes a part for the whole. */
function sendStream(
  body: AsyncIterable<Uint8Array>,
  response: ServerResponse,
  onFailure: (error: unknown) => void,
): void {
  pipeline(body, response, (error) => {
    if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') onFailure(error)
  })
}

function addCors(lines: string[], headers: Readonly<Record<string, string>>, vary: string | undefined): void {
  for (const name in headers) lines.push(name, headers[name]!)
  lines.push('vary', vary === undefined ? 'origin' : `${vary}, origin`)
}

function addForeign(lines: string[], headers: ReturnType<FastifyReply['getHeaders']>): void {
  for (const name in headers) {
    for (const value of [headers[name]].flat()) if (value !== undefined) lines.push(name, String(value))
  }
}
