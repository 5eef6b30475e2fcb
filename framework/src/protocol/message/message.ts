// HTTP messages (RFC 9110) as plain data: nothing here knows which server carries them.

/** A request as it came in. */
export interface HttpRequest {
  readonly method: string
  /** Path and query as sent, with every prefix. */
  readonly url: string
  /** The path parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>
  /** The query without its `?`, undecoded. */
  readonly query: string
  /** Names in lower case; repeated ones joined as RFC 9110 section 5.2 says. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Undefined when no body was sent. */
  readonly body: Uint8Array | undefined
  /** The client's address, as far as the proxies are trusted. */
  readonly address: string
  /** Identifies the request in logs and problems. */
  readonly id: string
}

/** An answer. */
export interface HttpReply {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** `Set-Cookie`, the one header that may stand several times and cannot be joined (RFC 9110 section 5.3). */
  readonly cookies?: readonly string[]
  /** Null: none. What comes bit by bit has its `content-length` among the headers. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array> | null
}

/** The value of a header that may stand once; joined when it was repeated. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' || value === undefined ? value : value.join(', ')
}
