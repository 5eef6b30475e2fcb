// Requests made from the OpenAPI document by a seed: valid, nearly valid and hostile ones.
import type { OpenApiDocument } from 'ninety/openapi'

/** A request as it goes over the wire. */
export interface GeneratedRequest {
  readonly method: string
  /** Path and query, encoded. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** An operation of the document. */
export interface Target {
  readonly method: string
  readonly path: string
  readonly operation: Loose
}

// oxlint-disable-next-line typescript/no-explicit-any
type Loose = Record<string, any>

/** Makes the same requests from the same seed. */
export class RequestGenerator {
  readonly #document: Loose
  readonly #ids: (resource: string) => readonly string[]
  #state: number

  /** @param ids those that rows of a resource are known by */
  constructor(document: OpenApiDocument, ids: (resource: string) => readonly string[], seed: number) {
    this.#document = document as Loose
    this.#ids = ids
    this.#state = seed
  }

  /** Every operation of the document. */
  targets(): Target[] {
    const methods = new Set(['get', 'put', 'post', 'patch', 'delete', 'x-query'])
    return Object.entries(this.#document['paths'] as Loose).flatMap(([path, item]) =>
      Object.entries(item as Loose)
        .filter(([method]) => methods.has(method))
        .map(([method, operation]) => ({
          method: method.replace('x-', '').toUpperCase(),
          path,
          operation: {
            ...operation,
            parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])],
          },
        })),
    )
  }

  make({ method, path, operation }: Target): GeneratedRequest {
    const headers: Record<string, string> = {}
    const query: string[] = []
    // Of many parameters at once one is wrong almost always.
    const share = this.chance(0.7) ? 1.5 / operation.parameters.length : 0.15
    let url = path
    for (const reference of operation.parameters) {
      const parameter = this.#resolve(reference)
      const { name } = parameter
      if (parameter.in === 'path') {
        url = url.replace(`{${name}}`, encode(this.#pathValue(path, name)))
      } else if (this.chance(parameter.in === 'header' ? 0.12 : share)) {
        const text = this.#text(parameter)
        if (parameter.in === 'query') query.push(`${encode(name)}=${encode(text)}`)
        else headers[name.toLowerCase()] = toHeader(this.#headerValue(name, text))
      }
    }
    if (this.chance(0.03)) query.push(`${encode(this.oddText())}=${encode(this.oddText())}`)
    if (this.chance(0.25)) headers['accept'] = this.pick(accepted)
    if (this.chance(0.05))
      headers['range'] = this.pick(['bytes=0-0', 'bytes=-5,0-,3-2', 'bytes=9-1', 'rows=1'])
    const body = this.#body(operation, headers)
    const search = query.length === 0 ? '' : `?${query.join('&')}`
    return { method, url: url + search, headers, body }
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)]!
  }

  chance(share: number): boolean {
    return this.#random() < share
  }

  oddText(): string {
    return this.pick(oddTexts)
  }

  /** Mulberry32. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  #resolve(object: Loose): Loose {
    const reference = object['$ref'] as string | undefined
    if (reference === undefined) return object
    const found = reference
      .slice(2)
      .split('/')
      .reduce<Loose>((inner, step) => inner[step], this.#document)
    return this.#resolve(found)
  }

  /** An id of the resource that the path names before it. */
  #pathValue(path: string, name: string): string {
    if (this.chance(0.08)) return this.oddText() || '-'
    const resource = /\/([a-z]+)\/$/.exec(path.split(`{${name}}`)[0]!)?.[1] ?? ''
    const ids = this.chance(0.05) ? this.#ids(this.pick(['items', 'stores'])) : this.#ids(resource)
    return ids.length === 0 ? '-' : this.pick(ids)
  }

  #headerValue(name: string, text: string): string {
    if (this.chance(0.2)) return text
    if (/^if-(none-)?match$/i.test(name)) return this.pick(tags)
    if (/^prefer$/i.test(name)) return this.pick(preferences)
    return text
  }

  #text(parameter: Loose): string {
    if (this.chance(0.12)) return this.oddText()
    const { content } = parameter
    if (content !== undefined) return JSON.stringify(this.#condition(4))
    const value = this.#value(parameter['schema'] as Loose, 3)
    return Array.isArray(value) ? value.map(String).join(',') : String(value)
  }

  /** Something like a `where`. */
  #condition(depth: number): unknown {
    if (this.chance(0.1)) return this.oddValue()
    if (depth > 0 && this.chance(0.5)) {
      const inner = () => this.#condition(depth - 1)
      return this.pick([
        () => ({ and: [inner(), inner()] }),
        () => ({ or: [inner()] }),
        () => ({ not: inner() }),
        () => ({ [this.pick(relations)]: { [this.pick(['any', 'none'])]: inner() } }),
      ])()
    }
    const value = this.pick<unknown>(['a', '12.5', 3, true, null, this.oddValue()])
    const operator = this.pick(['eq', 'ne', 'lt', 'gte', 'in', 'nin', 'contains', 'null', 'between'])
    const operand = operator === 'in' || operator === 'between' ? [value, value] : value
    return { [this.pick(names)]: this.chance(0.5) ? value : { [operator]: operand } }
  }

  oddValue(): unknown {
    return this.pick<unknown>([
      ...oddTexts,
      null,
      true,
      0,
      -1,
      1.5,
      1e308,
      9007199254740992,
      [],
      {},
      [[[[[]]]]],
      { a: { b: null } },
      [null],
    ])
  }

  #body(operation: Loose, headers: Record<string, string>): string | undefined {
    const content = operation['requestBody'] && (this.#resolve(operation['requestBody'])['content'] as Loose)
    if (content === undefined) return this.chance(0.02) ? '{}' : undefined
    if (this.chance(0.02)) return undefined
    const type = this.pick(Object.keys(content))
    const sent = this.chance(0.04) ? this.pick([...Object.keys(content), 'text/plain', '*/*', 'x']) : type
    const value = this.#mutate(this.#value(content[type].schema as Loose, 5))
    headers['content-type'] = sent === 'multipart/form-data' ? `${sent}; boundary=xyz` : sent
    if (this.chance(0.03)) return this.pick(brokenBodies)
    switch (type) {
      case 'application/x-www-form-urlencoded':
        return toPairs(value)
          .map(([name, text]) => `${encode(name)}=${encode(text)}`)
          .join('&')
      case 'multipart/form-data':
        return `${toPairs(value).map(toPart).join('')}--xyz--\r\n`
      default:
        return JSON.stringify(value)
    }
  }

  /** Often left as it is, so that it gets far. */
  #mutate(value: unknown): unknown {
    if (this.chance(0.6) || typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) {
      return value.flatMap((each) => (this.chance(0.2) ? [each, each] : [this.#mutate(each)]))
    }
    const entries = Object.entries(value)
    const index = Math.floor(this.#random() * entries.length)
    const change = this.pick(['leave out', 'add', 'replace', 'replace', 'replace'])
    if (change === 'leave out') entries.splice(index, 1)
    else if (change === 'add') entries.push([this.oddText(), this.oddValue()])
    else if (entries[index] !== undefined) entries[index] = [entries[index][0], this.oddValue()]
    return Object.fromEntries(entries)
  }

  #value(given: Loose, depth: number): unknown {
    const schema = this.#resolve(given)
    const { anyOf, oneOf, allOf, enum: choices, const: only, type } = schema
    if (only !== undefined) return only
    if (choices !== undefined) return this.pick(choices)
    if (allOf !== undefined) return this.#value(this.pick(allOf), depth)
    const alternatives = anyOf ?? oneOf
    if (alternatives !== undefined) return this.#value(this.pick(alternatives), depth)
    switch (Array.isArray(type) ? this.pick(type) : type) {
      case 'object':
        return this.#object(schema, depth)
      case 'array':
        return depth <= 0
          ? []
          : Array.from({ length: this.pick([0, 1, 1, 2, 3]) }, () =>
              this.#value(schema['items'] ?? {}, depth - 1),
            )
      case 'integer':
        return this.pick([schema['minimum'] ?? 0, 1, 2, 7, schema['maximum'] ?? 100])
      case 'number':
        return this.pick([schema['minimum'] ?? 0, 1.5, 100])
      case 'boolean':
        return this.chance(0.5)
      case 'null':
        return null
      case 'string':
        return this.#string(schema)
      default:
        return this.oddValue()
    }
  }

  #object(schema: Loose, depth: number): Record<string, unknown> {
    const required = new Set<string>(schema['required'] ?? [])
    const made: Record<string, unknown> = {}
    for (const [name, member] of Object.entries((schema['properties'] ?? {}) as Loose)) {
      if (!required.has(name) && (depth <= 0 || this.chance(0.5))) continue
      if (this.#resolve(member)['readOnly'] === true && this.chance(0.95)) continue
      const ids = name.endsWith('Id') ? this.#ids(`${name.slice(0, -2)}s`) : []
      if (ids.length > 0) made[name] = this.pick(ids)
      else if (name === 'path' || name === 'from') made[name] = `/${this.pick(names)}`
      else made[name] = name === 'where' ? this.#condition(4) : this.#value(member, depth - 1)
    }
    return made
  }

  #string({ format, pattern, minLength = 0, maxLength = 40 }: Loose): string {
    switch (format) {
      case 'uuid':
        return this.pick([...this.#ids('items'), '0190f5b0-0000-7000-8000-000000000000'])
      case 'date-time':
        return this.pick([
          '2026-02-28T12:00:00.000Z',
          '2026-02-28T12:00:00+02:00',
          '9999-12-31T23:59:59Z',
          '0001-01-01T00:00:00Z',
        ])
      case 'email':
        return `${this.pick(words)}${Math.floor(this.#random() * 1e6)}@example.com`
      default:
    }
    if (/\d|\[0-9\]/.test(pattern ?? '') && !/A-Z/.test(pattern ?? ''))
      return this.pick(['1', '12.50', '0.99', '100'])
    const text = `${this.pick(words)}${this.chance(0.7) ? Math.floor(this.#random() * 1e6) : ''}`
    return text.padEnd(minLength, 'x').slice(0, maxLength)
  }
}

const encode = (text: string): string => encodeURIComponent(text.toWellFormed())
/** Headers have no characters beyond those of ASCII that can be seen. */
const toHeader = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').trim()

function toPairs(value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [['', String(value)]]
  return Object.entries(value).map(([name, each]) => [name, toText(each)])
}

const toText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

const toPart = ([name, text]: [string, string]): string =>
  `--xyz\r\ncontent-disposition: form-data; name="${name.replaceAll(/["\r\n]/g, '%22')}"\r\n\r\n${text}\r\n`

const words = ['rain', 'Teapot', 'ünï', 'a b', '=1+1', '<b>&amp;', '日本', 'x']
const names = [
  'name',
  'price',
  'storeId',
  'store.name',
  'tags.name',
  'state',
  'task',
  'dueAt',
  'last',
  'customer.last',
  'date',
  'id',
  'username',
  'currentPassword',
  'password',
  'total',
  'quantity',
  'lines/0/quantity',
]
const relations = ['tags', 'store', 'items', 'customer', 'product', 'owner', 'lines']
const tags = ['*', '"1"', 'W/"1"', '"1", "2"', '"99"', '"page-x"', '"1-hal"', '""', '"']
const preferences = [
  'return=minimal',
  'return=representation',
  'handling=lenient',
  'handling=strict, return=minimal',
  'respond-async',
  'wait=-1',
  'return="minimal"',
]
const accepted = [
  'application/json',
  'application/hal+json',
  'application/xml',
  'text/csv',
  '*/*',
  'text/*;q=0.5, application/*;q=0',
  'text/html',
  '*/*;q=0.1',
  'application/json;q=x',
  ';;,,',
]
const brokenBodies = [
  '',
  '{',
  '[1,',
  'null',
  '"x"',
  '[]',
  '--xyz',
  '--xyz\r\n\r\n',
  '%',
  '=&=&=',
  '{"a":1,"a":2}',
  '['.repeat(2000),
  '1e9999',
  '{"__proto__":{"a":1}}',
]

const oddTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  '\ud800',
  '\u2028',
  '\ufeffx',
  '__proto__',
  'constructor',
  'e\u0301',
  '-0',
  '1e999',
  'null',
  '%00',
  '%',
  '%zz',
  "'; --",
  '"',
  '\\',
  '../..',
  '2026-02-30',
  '9999-12-31T23:59:60Z',
  '-1',
  '99999999999999999999',
  '0x1',
  'NaN',
  'true',
  'a,b',
  ',',
  '[]',
  '{}',
  '{"or":[]}',
  '{"not":{"not":{}}}',
  '[[[[',
  'name',
  '-name',
  'id',
  'store',
  'store.items.tags',
  'x'.repeat(300),
  '💥'.repeat(60),
]
