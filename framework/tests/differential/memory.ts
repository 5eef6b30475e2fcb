import type { Random } from './random.ts'

/** A request as it goes to every store, with the moment at which it comes. */
export interface Question {
  readonly at: number
  /** Who asks: a name of `callers`. */
  readonly as: string
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What came back, all of it. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** A character for each byte. */
  readonly body: string
}

const most = 60

/** What answers told, for requests that go on from there. */
export class Memory {
  readonly #ids = new Map<string, unknown[]>()
  readonly #tags = new Map<string, string>()
  readonly #bodies = new Map<string, Record<string, unknown>>()
  readonly #pages: string[] = []
  readonly #writes: Question[] = []
  readonly #addresses = new Map<string, string[]>()

  learn(question: Question, { status, headers, body }: Answered): void {
    const path = question.url.split('?')[0]!
    const { etag, location } = headers
    if (status === 201 && location !== undefined) this.#learnAddress(location)
    if (etag !== undefined) this.#tags.set(location ?? path, etag)
    if (question.headers['idempotency-key'] !== undefined) keep(this.#writes, question)
    if (status >= 300 || body === '' || !/json/.test(headers['content-type'] ?? '')) return
    const shown = JSON.parse(Buffer.from(body, 'latin1').toString()) as Record<string, unknown>
    for (const link of linksOf(shown)) keep(this.#pages, link)
    const segments = path.split('/').filter((each) => each !== '')
    const rows = Array.isArray(shown['data']) ? (shown['data'] as Record<string, unknown>[]) : [shown]
    const isOfRow = !Array.isArray(shown['data']) && question.method !== 'POST' && question.method !== 'QUERY'
    const name = segments.at(isOfRow && segments.length > 1 ? -2 : -1) ?? ''
    for (const row of rows) if (row['id'] !== undefined) this.#learnRow(name, row)
    if (isOfRow) this.#bodies.set(path, shown)
  }

  #learnAddress(address: string): void {
    const name = address.split('/').at(-2)!
    const addresses = this.#addresses.get(name) ?? []
    keep(addresses, address)
    this.#addresses.set(name, addresses)
  }

  #learnRow(name: string, row: Record<string, unknown>): void {
    const ids = this.#ids.get(name) ?? []
    if (!ids.includes(row['id'])) keep(ids, row['id'])
    this.#ids.set(name, ids)
  }

  /** An id of a resource, or of none. */
  idOf(random: Random, name: string): unknown {
    const ids = this.#ids.get(name) ?? []
    if (ids.length > 0 && random.chance(0.93)) return random.pick(ids)
    return random.pick([
      '019c8a4e-7b40-7000-8000-3f1d5c2b6a79',
      'nope',
      '0',
      '-1',
      '1',
      '1.5',
      '9007199254740993',
      'ada',
      '%00',
      '%FF',
      'a%2Fb',
      'A'.repeat(256),
    ])
  }

  tagOf(path: string): string | undefined {
    return this.#tags.get(path)
  }

  bodyOf(path: string): Record<string, unknown> | undefined {
    return this.#bodies.get(path)
  }

  /** The address of a row of a resource that was made. */
  addressOf(random: Random, name: string): string | undefined {
    const addresses = this.#addresses.get(name)
    return addresses && random.pick(addresses)
  }

  /** The address of a page that an answer linked to. */
  pageOf(random: Random): string | undefined {
    return this.#pages.length === 0 ? undefined : random.pick(this.#pages)
  }

  /** A request with a key that was sent before. */
  writeOf(random: Random): Question | undefined {
    return this.#writes.length === 0 ? undefined : random.pick(this.#writes)
  }
}

function keep<Value>(values: Value[], value: Value): void {
  values.push(value)
  if (values.length > most) values.shift()
}

function linksOf({ page, _links }: Record<string, unknown>): string[] {
  const links = [...Object.values((page ?? {}) as object), ...Object.values((_links ?? {}) as object)]
  return links
    .map((link: unknown) =>
      typeof link === 'object' && link !== null ? (link as { readonly href?: unknown }).href : link,
    )
    .filter((link): link is string => typeof link === 'string' && link.startsWith('/') && !link.includes('{'))
}
