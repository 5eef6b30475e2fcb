import type { Model, ModelRelation, Models, Property } from '../../src/declaration/resource/model.ts'
import { Memory, type Question } from './memory.ts'
import { anythingOf, textOf, toJson, toPlain, valueOf } from './odd-values.ts'
import { Queries, toQuery } from './queries.ts'
import { Random } from './random.ts'

type Body = Record<string, unknown>
type Content = Pick<Question, 'headers' | 'body'>

/** Makes one request after another, from chance and from what was answered so far. */
export class Requests {
  readonly memory = new Memory()
  readonly #random: Random
  readonly #queries: Queries
  readonly #models: readonly Model[]
  readonly #first = [
    ...['ada', 'bob', 'root'].map((id) => ({
      method: 'PUT',
      url: `/users/${id}`,
      ...toContent({ id, username: id }),
    })),
    ...['Ulm', 'b'].map((name) => {
      const { headers, body } = toContent({ name, city: name })
      return { method: 'POST', url: '/stores', body, headers: { ...headers, 'idempotency-key': name } }
    }),
  ]
  #count = 0
  #at = Date.parse('2030-01-01T12:00:00Z')
  #keys = 0

  constructor(models: Models, seed: number) {
    this.#models = [...models.values()].filter(({ internal }) => !internal)
    this.#random = new Random(seed)
    this.#queries = new Queries(this.#random, this.memory)
  }

  next(): Question {
    const random = this.#random
    this.#at += random.between(1, 1500)
    const first = this.#first.shift()
    if (first !== undefined) return { at: this.#at, as: 'root', ...first }
    const question = this.#choose()
    const as = random.weighted([
      [12, 'ada'],
      [8, 'root'],
      [3, 'bob'],
      [1, 'anonymous'],
      [0.7, 'service'],
      [0.5, 'narrow'],
    ] as const)
    return { at: this.#at, as, ...question, headers: { ...this.#common(question), ...question.headers } }
  }

  #choose(): Omit<Question, 'at' | 'as'> {
    const random = this.#random
    const model = this.#modelWith('read')
    if (++this.#count < 50) return random.chance(0.7) ? this.#create(this.#modelWith('create')) : this.#link()
    return random.weighted<() => Omit<Question, 'at' | 'as'>>([
      [30, () => this.#create(this.#modelWith('create'))],
      [8, () => this.#createMany(this.#modelWith('create'))],
      [30, () => this.#list(model)],
      [6, () => this.#query(model)],
      [10, () => this.#follow()],
      [12, () => this.#read(model)],
      [18, () => this.#update(this.#modelWith('update'))],
      [7, () => this.#jsonPatch(this.#modelWith('update'))],
      [9, () => this.#replace(this.#modelWith('update'))],
      [2, () => this.#remove(this.#modelWith('delete'))],
      [3, () => this.#writeMany(model)],
      [6, () => this.#act(model)],
      [10, () => this.#link()],
      [4, () => this.#byKey(model)],
      [3, () => this.#again()],
      [1, () => ({ method: 'OPTIONS', url: this.#rowPath(model), headers: {} })],
    ])()
  }

  /** A resource, mostly one that takes the verb. */
  #modelWith(verb: 'read' | 'create' | 'update' | 'delete'): Model {
    const isAny = this.#random.chance(0.05)
    const models = this.#models.filter(({ access }) => isAny || access[verb].rule !== 'nobody')
    return this.#random.weighted(models.map((each) => [each.name === 'samples' ? 6 : 2, each] as const))
  }

  #common({ method }: Omit<Question, 'at' | 'as'>): Record<string, string> {
    const random = this.#random
    return {
      ...(random.chance(method === 'GET' ? 0.15 : 0.03) && {
        accept: random.pick([
          'application/json',
          'application/hal+json',
          'application/xml',
          'text/csv',
          'text/csv;q=0.5, */*;q=0.1',
          'image/png',
        ]),
      }),
      ...(random.chance(0.05) && {
        prefer: random.pick([
          'return=minimal',
          'return=representation',
          'handling=lenient',
          'handling=strict',
        ]),
      }),
      ...(method !== 'GET' &&
        random.chance(0.03) && { 'if-unmodified-since': new Date(this.#at).toUTCString() }),
      ...(method === 'GET' &&
        random.chance(0.03) && { 'if-modified-since': new Date(this.#at - 5000).toUTCString() }),
    }
  }

  #idOf = (name: string): unknown => {
    const id = this.memory.idOf(this.#random, name)
    return typeof id === 'string' && /^\d+$/.test(id) && id.length < 16 ? Number(id) : id
  }

  #collection(model: Model): string {
    const { home, nestings } = model
    const nesting =
      home ?? (nestings.length > 0 && this.#random.chance(0.2) ? this.#random.pick(nestings) : undefined)
    if (nesting === undefined) return `/${model.name}`
    return `/${nesting.parent.name}/${String(this.#idOf(nesting.parent.name))}/${nesting.relation.name}`
  }

  /** Mostly the address of a row of this very resource that is there. */
  #rowPath(model: Model): string {
    const known = this.memory.addressOf(this.#random, model.name)
    if (known !== undefined && this.#random.chance(model.home === undefined ? 0.5 : 0.95)) return known
    return `${model.home === undefined ? `/${model.name}` : this.#collection(model)}/${String(this.#idOf(model.name))}`
  }

  #modelAt(path: string, otherwise: Model): Model {
    const segments = path.split('/').filter((each) => each !== '')
    return this.#models.find(({ name }) => name === segments.at(-2)) ?? otherwise
  }

  #list(model: Model): Omit<Question, 'at' | 'as'> {
    const path = this.#collection(model)
    const tag = this.memory.tagOf(path)
    const headers: Record<string, string> =
      tag !== undefined && this.#random.chance(0.05) ? { 'if-none-match': tag } : {}
    return {
      method: this.#random.chance(0.02) ? 'HEAD' : 'GET',
      url: path + this.#queries.ofList(model),
      headers,
    }
  }

  #query(model: Model): Omit<Question, 'at' | 'as'> {
    return { method: 'QUERY', url: this.#collection(model), ...toContent(this.#queries.bodyOf(model)) }
  }

  #follow(): Omit<Question, 'at' | 'as'> {
    const url = this.memory.pageOf(this.#random) ?? '/samples'
    return { method: 'GET', url: this.#random.chance(0.97) ? url : `${url}x`, headers: {} }
  }

  #read(model: Model): Omit<Question, 'at' | 'as'> {
    const random = this.#random
    const path = this.#rowPath(model)
    const tag = this.memory.tagOf(path)
    const suffix = model.name === 'papers' && random.chance(0.4) ? `/${random.pick(['scan', 'picture'])}` : ''
    return {
      method: random.chance(0.05) ? 'HEAD' : 'GET',
      url: path + suffix + (suffix === '' ? toQuery(this.#queries.shown(this.#modelAt(path, model))) : ''),
      headers: {
        ...(tag !== undefined && random.chance(0.15) && { 'if-none-match': tag }),
        ...(tag !== undefined && random.chance(0.05) && { 'if-match': tag }),
        ...(suffix !== '' &&
          random.chance(0.3) && { range: random.pick(['bytes=0-3', 'bytes=-2', 'bytes=5-', 'bytes=9999-']) }),
      },
    }
  }

  #create(model: Model): Omit<Question, 'at' | 'as'> {
    const path = this.#collection(model)
    const url = path + (this.#random.chance(0.2) ? toQuery(this.#queries.shown(model)) : '')
    if (model.forms && this.#random.chance(0.7)) return { method: 'POST', url, ...this.#form(model) }
    const content = toContent(withoutParent(model, path, this.#bodyFor(model, 'create')))
    return { method: 'POST', url, ...content, headers: { ...content.headers, ...this.#key(model) } }
  }

  #createMany(model: Model): Omit<Question, 'at' | 'as'> {
    const rows = Array.from({ length: this.#random.between(0, 4) }, () => this.#bodyFor(model, 'create'))
    const content = toContent(rows)
    return {
      method: 'POST',
      url: this.#collection(model),
      ...content,
      headers: { ...content.headers, ...this.#key(model) },
    }
  }

  #update(model: Model): Omit<Question, 'at' | 'as'> {
    const path = this.#rowPath(model)
    const found = this.#modelAt(path, model)
    const type = this.#random.pick(['application/merge-patch+json', 'application/json'])
    const { body } = toContent(this.#bodyFor(found, 'update'))
    const url = path + (this.#random.chance(0.1) ? toQuery(this.#queries.shown(found)) : '')
    return {
      method: 'PATCH',
      url,
      body: body!,
      headers: { 'content-type': type, ...this.#condition(path), ...this.#key(found, 0.05) },
    }
  }

  #jsonPatch(model: Model): Omit<Question, 'at' | 'as'> {
    const random = this.#random
    const path = this.#rowPath(model)
    const found = this.#modelAt(path, model)
    const shown = this.memory.bodyOf(path)
    const operations = Array.from({ length: random.between(1, 3) }, () => {
      const { name, definition } = random.pick([...found.properties.values()])
      const op = random.pick(['test', 'replace', 'replace', 'add', 'remove', 'copy', 'move'])
      const value =
        op === 'test' && shown !== undefined && random.chance(0.8)
          ? (shown[name] ?? null)
          : valueOf(random, definition, this.#idOf)
      const pointer = `/${name}${random.chance(0.1) ? random.pick(['/-', '/0', '/a', '/a/b', '/__proto__']) : ''}`
      return {
        op,
        path: pointer,
        ...(op === 'copy' || op === 'move'
          ? { from: `/${random.pick([...found.properties.keys()])}` }
          : { value }),
      }
    })
    return {
      method: 'PATCH',
      url: path,
      body: toJson(operations),
      headers: { 'content-type': 'application/json-patch+json', ...this.#condition(path) },
    }
  }

  #replace(model: Model): Omit<Question, 'at' | 'as'> {
    const random = this.#random
    const path = random.chance(0.3) ? `/${model.name}/${this.#freeId(model)}` : this.#rowPath(model)
    const found = this.#modelAt(path, model)
    const shown = this.memory.bodyOf(path)
    const body =
      shown !== undefined && random.chance(0.4)
        ? { ...shown, ...this.#bodyFor(found, 'update') }
        : this.#bodyFor(found, 'create')
    const content = toContent(body)
    const creates: Record<string, string> = random.chance(0.05) ? { 'if-none-match': '*' } : {}
    return {
      method: 'PUT',
      url: path,
      ...content,
      headers: { ...content.headers, ...this.#condition(path), ...creates },
    }
  }

  #freeId({ idKind }: Model): string {
    const number = this.#random.between(1, 40)
    if (idKind === 'integer') return String(number)
    return idKind === 'text'
      ? this.#random.pick(['ada', 'bob', 'root', 'red', 'Red', 'a.b', '~', '-', '_x', `t${number}`])
      : `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  }

  #remove(model: Model): Omit<Question, 'at' | 'as'> {
    const path = this.#rowPath(model)
    return { method: 'DELETE', url: path, headers: this.#condition(path) }
  }

  #writeMany(model: Model): Omit<Question, 'at' | 'as'> {
    const url = this.#collection(model) + this.#queries.ofMany(model)
    if (this.#random.chance(0.3)) return { method: 'DELETE', url, headers: {} }
    return { method: 'PATCH', url, ...toContent(this.#bodyFor(model, 'update')) }
  }

  #act(model: Model): Omit<Question, 'at' | 'as'> {
    const random = this.#random
    if (model.actions.size === 0) return this.#list(model)
    if (random.chance(0.5)) {
      const by = random.chance(0.9) ? random.between(-6, 101) : anythingOf(random)
      return {
        method: 'POST',
        url: `${this.#rowPath(model)}/see`,
        ...toContent(random.chance(0.8) ? { by } : {}),
      }
    }
    return {
      method: 'POST',
      url: '/samples/find',
      ...toContent({ text: textOf(random), ...(random.chance(0.5) && { search: true }) }),
    }
  }

  #link(): Omit<Question, 'at' | 'as'> {
    const random = this.#random
    const linked = this.#models.flatMap((model) =>
      [...model.relations.values()].filter(isLinks).map((relation) => ({ model, relation })),
    )
    const { model, relation } = random.pick(linked)
    const url = `/${model.name}/${String(this.#idOf(model.name))}/${relation.name}/${String(this.#idOf(relation.target.name))}`
    const method = random.weighted([
      [6, 'PUT'],
      [2, 'GET'],
      [1, 'DELETE'],
    ] as const)
    if (method !== 'PUT') return { method, url, headers: {} }
    return { method, url, ...toContent({ note: random.chance(0.9) ? textOf(random) : anythingOf(random) }) }
  }

  #byKey(model: Model): Omit<Question, 'at' | 'as'> {
    const { naturalKey } = model
    if (naturalKey === undefined) return this.#create(model)
    const body = this.#bodyFor(model, 'create')
    const text = (name: string) => {
      const value = body[name] ?? this.#fieldValue(model.properties.get(name)!)
      return toPlain(value)
    }
    const query = toQuery(naturalKey.map((name) => [name, text(name)] as const))
    return { method: 'PUT', url: `/${model.name}${query}`, ...toContent(body) }
  }

  #again(): Omit<Question, 'at' | 'as'> {
    const before = this.memory.writeOf(this.#random)
    if (before === undefined) return { method: 'GET', url: '/logs', headers: {} }
    const { at: _, ...question } = before
    return this.#random.chance(0.8) ? question : { ...question, body: `${question.body ?? ''} ` }
  }

  #condition(path: string): Record<string, string> {
    const random = this.#random
    const tag = this.memory.tagOf(path)
    if (random.chance(0.03)) return { 'if-match': random.pick(['*', '"1"', 'W/"1"', '"99"', 'x']) }
    return tag !== undefined && random.chance(0.6) ? { 'if-match': tag } : {}
  }

  #key(model: Model, share = 0.1): Record<string, string> {
    const isNeeded = model.idempotency === 'required' && this.#random.chance(0.97)
    return isNeeded || this.#random.chance(share) ? { 'idempotency-key': `key-${++this.#keys}` } : {}
  }

  #fieldValue({ definition }: Property): unknown {
    return valueOf(this.#random, definition, this.#idOf)
  }

  #bodyFor(model: Model, verb: 'create' | 'update'): Body {
    const random = this.#random
    const body: Body = {}
    const share = verb === 'create' ? 0.35 : 0.12
    for (const property of model.properties.values()) {
      const { name, system, definition } = property
      const { readOnly, optional, hasDefault, owner } = definition
      if ((system || readOnly || owner === true) && random.chance(0.995)) continue
      if (verb === 'create' && name === 'id') continue
      const isDemanded = verb === 'create' && !optional && !hasDefault
      if (!(isDemanded ? random.chance(0.99) : random.chance(share))) continue
      body[name] = random.chance(0.02)
        ? anythingOf(random)
        : optional && random.chance(0.15)
          ? null
          : this.#fieldValue(property)
    }
    if (verb === 'create' && model.idKind === 'text') body['id'] = this.#freeId(model)
    for (const relation of model.relations.values()) {
      if (relation.kind === 'many' && relation.nested === true && random.chance(0.5))
        body[relation.name] = this.#rowsBelow(relation)
    }
    if (random.chance(0.01)) body[textOf(random)] = anythingOf(random)
    return body
  }

  #rowsBelow({ target, field }: Extract<ModelRelation, { kind: 'many' }>): Body[] {
    return Array.from({ length: this.#random.between(0, 3) }, () => {
      const { [field]: _, ...row } = this.#bodyFor(target, 'create')
      return { ...row, ...(this.#random.chance(0.3) && { id: this.#idOf(target.name) }) }
    })
  }

  #form(model: Model): Content {
    const random = this.#random
    const boundary = 'ninety-boundary'
    const parts = [...model.properties.values()]
      .filter(({ system }) => !system)
      .map(({ name, definition }) => {
        const isFile = definition.kind === 'file'
        if (isFile && random.chance(0.4)) return ''
        const text = textOf(random).toWellFormed()
        const file = `; filename="${random.pick(['a.txt', 'b.png', '\u00e9.txt', 'c'])}"\r\nContent-Type: ${random.pick(['text/plain', 'image/png'])}`
        return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${isFile ? file : ''}\r\n\r\n${text}\r\n`
      })
    return {
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: `${parts.join('')}--${boundary}--\r\n`,
    }
  }
}

/** The row above is named by the path. */
function withoutParent(model: Model, path: string, body: Body): Body {
  const nesting = model.nestings.find(
    ({ relation }) => path.split('/').length > 2 && path.endsWith(`/${relation.name}`),
  )
  const { [nesting?.relation.kind === 'many' ? nesting.relation.field : 'none']: _, ...rest } = body
  return rest
}

const isLinks = (relation: ModelRelation): relation is Extract<ModelRelation, { kind: 'links' }> =>
  relation.kind === 'links'

const toContent = (value: unknown): { readonly headers: Record<string, string>; readonly body: string } => ({
  headers: { 'content-type': 'application/json' },
  body: toJson(value),
})
