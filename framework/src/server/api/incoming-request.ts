import type { FastifyRequest } from 'fastify'
import type { Principal } from '../../declaration/policy/principal.ts'
import { ContentTooLarge, MalformedRequest } from '../../kernel/problem/catalogue.ts'
import type { Problem } from '../../kernel/problem/problem.ts'
import type { ReceivedRequest } from '../pipeline/received-request.ts'
import { toClientAddress } from './ip-address.ts'
import { lingerAtEnd } from './lingering-close.ts'

/** A request as Fastify hands it over; what costs something is made only when it is asked for. */
export class IncomingRequest implements ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly parameters: Readonly<Record<string, string>>
  readonly headers: ReceivedRequest['headers']
  readonly id: string
  principal: Principal | undefined
  consumed: ReceivedRequest['consumed']
  replyHeaders: ReceivedRequest['replyHeaders']
  body: Uint8Array | undefined
  readonly #request: FastifyRequest
  #address: string | undefined

  constructor(request: FastifyRequest) {
    this.#request = request
    this.method = request.method
    this.url = request.originalUrl
    this.parameters = request.params as Record<string, string>
    this.headers = request.headers
    this.id = request.id
  }

  get query(): string {
    const start = this.url.indexOf('?')
    return start === -1 ? '' : this.url.slice(start + 1)
  }

  get address(): string {
    return (this.#address ??= toClientAddress(this.#request.ips ?? [this.#request.ip]))
  }

  async readBody(limit: number): Promise<void> {
    const stream = this.#request.raw
    if (Number(this.headers['content-length'] ?? 0) > limit) throw this.#refuseRest(limit)
    if (this.headers['content-length'] === undefined && this.headers['transfer-encoding'] === undefined)
      return
    const chunks: Buffer[] = []
    let size = 0
    try {
      for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > limit) break
        chunks.push(chunk)
      }
    } catch (cause) {
      throw new MalformedRequest({ detail: 'The body broke off.', cause })
    }
    if (size > limit) throw this.#refuseRest(limit)
    this.body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
  }

  async *openBody(limit: number): AsyncIterable<Uint8Array> {
    const stream = this.#request.raw
    if (Number(this.headers['content-length'] ?? 0) > limit) throw this.#refuseRest(limit)
    let size = 0
    try {
      for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > limit) break
        yield chunk
      }
    } catch (cause) {
      throw new MalformedRequest({ detail: 'The body broke off.', cause })
    } finally {
      // Unread, it would keep the connection from its next request.
      if (!stream.readableEnded && !stream.destroyed) stream.resume()
    }
    if (size > limit) throw this.#refuseRest(limit)
  }

  /** The rest of the body is not read: the connection cannot be used again. */
  #refuseRest(limit: number): Problem {
    const { raw } = this.#request
    lingerAtEnd(raw.socket)
    return new ContentTooLarge({
      detail: `The body must have at most ${limit} bytes.`,
      headers: { connection: 'close' },
    })
  }
}
