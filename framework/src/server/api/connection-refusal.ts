import { maxHeaderSize, STATUS_CODES, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import {
  HeadersTooLarge,
  MalformedRequest,
  MethodNotImplemented,
  RequestTimeout,
  UriTooLong,
} from '../../kernel/problem/catalogue.ts'
import type { Problem, ProblemType } from '../../kernel/problem/problem.ts'
import { lingerAtEnd } from './lingering-close.ts'
import { toProblemReply } from './problem-reply.ts'

const byCode: Readonly<Record<string, ProblemType>> = {
  HPE_HEADER_OVERFLOW: HeadersTooLarge,
  HPE_INVALID_METHOD: MethodNotImplemented,
  ERR_HTTP_REQUEST_TIMEOUT: RequestTimeout,
}

/** What Node's parser says of bytes that are no request. */
export interface ParserError extends NodeJS.ErrnoException {
  /** The bytes it read last. */
  readonly rawPacket?: unknown
}

/** Answers what Node's parser could not read as a request, and ends the connection. */
export function refuseConnection(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  if (refused.has(socket)) return
  refused.add(socket)
  const type = byCode[error.code ?? ''] ?? MalformedRequest
  const problem = new (type === HeadersTooLarge && isTooLongAddress(error) ? UriTooLong : type)()
  whenAnswered(socket, () => end(socket, problem))
}

// Bytes that still come after such a fault are faults again.
const refused = new WeakSet<Socket>()

// What cannot be read may come right behind a request that is being answered: the client would take the refusal for that
// answer. Node keeps the response a connection is busy with on its socket; were that to change, refusals came at once.
function whenAnswered(
  socket: Socket & { readonly _httpMessage?: ServerResponse | null },
  then: () => void,
): void {
  // oxlint-disable-next-line no-underscore-dangle
  const response = socket._httpMessage
  // A request whose own body broke off waits for the rest in vain: the refusal is its answer.
  if (response?.req.complete === true) response.once('finish', () => whenAnswered(socket, then))
  else then()
}

/** Refuses CONNECT: a server of its own contents tunnels nothing (RFC 9110 section 9.3.6). */
export function refuseTunnel(socket: Socket): void {
  // What becomes of the connection is nobody's concern any more.
  socket.on('error', () => {})
  whenAnswered(socket, () => end(socket, new MethodNotImplemented()))
}

/** Node tells too long an address and too long headers the same way: only the bytes show which it was. */
function isTooLongAddress({ rawPacket }: ParserError): boolean {
  const start = rawPacket instanceof Buffer ? rawPacket.toString('latin1', 0, maxHeaderSize) : ''
  return /^[A-Z]+ [^\r]*$/.test(start)
}

function end(socket: Socket, problem: Problem): void {
  const { status, headers, body } = toProblemReply(problem, { id: 'none', url: '' }, '/problems')
  const text = String(body)
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries({ ...headers, 'content-length': Buffer.byteLength(text), connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ]
  lingerAtEnd(socket)
  socket.write(`${lines.join('\r\n')}\r\n\r\n${text}`)
  socket.destroySoon()
}
