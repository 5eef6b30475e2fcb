/** One request at a time. Not `fetch`: it adds `Cache-Control: no-cache` to conditional requests. */
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

export interface HttpRequest {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

export async function send(
  origin: string,
  { method, path, headers, body }: HttpRequest,
): Promise<HttpAnswer> {
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
  const sent = request(new URL(path, origin), { method, agent, headers: { ...headers, ...length } })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) }
}
