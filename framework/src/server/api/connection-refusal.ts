import type { Socket } from 'node:net'
import { STATUS_CODES } from 'node:http'
import {
  HeadersTooLarge,
  MalformedRequest,
  MethodNotImplemented,
  RequestTimeout,
} from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import { toProblemReply } from './problem-reply.ts'

const byCode: Readonly<Record<string, ProblemType>> = {
  HPE_HEADER_OVERFLOW: HeadersTooLarge,
  HPE_INVALID_METHOD: MethodNotImplemented,
  ERR_HTTP_REQUEST_TIMEOUT: RequestTimeout,
}

/** Answers what Node's parser could not read as a request, and ends the connection. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = new (byCode[error.code ?? ''] ?? MalformedRequest)()
  const { status, headers, body } = toProblemReply(problem, { id: 'none', url: '' }, '/problems')
  const text = String(body)
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries({ ...headers, 'content-length': Buffer.byteLength(text), connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`)
}
