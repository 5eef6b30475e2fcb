/** A request of a client, ready to be sent. */
export interface ClientRequest {
  readonly method: string
  /** Path and query below the root of the server, or a whole URL. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
}

/** An answer as it came over the wire. */
export interface ClientResponse {
  readonly status: number
  /** Names in lower case; repeated ones joined as RFC 9110 section 5.2 says. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Empty when there was no body. */
  readonly text: string
}

/** Carries a request to the API and brings its answer: what a client is made over. */
export type Send = (request: ClientRequest) => Promise<ClientResponse>

/** An answer with its body read. */
export interface Answer<Body = Readonly<Record<string, unknown>>> extends ClientResponse {
  /** JSON as the value it stands for, anything else as text, undefined when there was none; its type is as you say. */
  readonly body: Body
}

const json = /^application\/(?:[\w.-]+\+)?json\b/

/** Reads the body of an answer. */
export function toAnswer(response: ClientResponse): Answer<unknown> {
  const { status, headers, text } = response
  const isJson = json.test(headers['content-type'] ?? '')
  const body: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text
  return { status, headers, text, body }
}

const answers = new WeakMap<object, Answer<unknown>>()

/** What a call of the client gives back: the body of the answer, which from then on knows its answer. */
export function toResult(answer: Answer<unknown>): unknown {
  const { body } = answer
  if (typeof body === 'object' && body !== null) answers.set(body, answer)
  return body
}

/** The whole answer to the call that gave a row or page; undefined for an object made by hand. */
export function answerOf(result: object): Answer<unknown> | undefined {
  return answers.get(result)
}

/** The entity tag (RFC 9110 section 8.8.3) a row was given with; a TypeError for an object that came without one. */
export function etagOf(row: object): string {
  const tag = answerOf(row)?.headers['etag']
  if (tag === undefined)
    throw new TypeError('The row did not come with an entity tag: read it by its id first.')
  return tag
}
