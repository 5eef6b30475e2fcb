// JSON Schema, draft 2020-12: whether what fulfils one schema fulfils another one too, as far as keywords can tell.
import type { OpenApiObject } from '../openapi-object.ts'
import { follow, toEntries, toList, toObject, type Source } from './source.ts'
import { toPointerToken } from '../../../kernel/values/pointer-token.ts'

/** Why some values of one schema are none of another. */
export interface Misfit {
  /** JSON Pointer into the value; elements of lists are `*`. */
  readonly pointer: string
  readonly reason:
    | { readonly kind: 'type'; readonly types: readonly string[] }
    | { readonly kind: 'value'; readonly values: readonly unknown[] }
    | { readonly kind: 'bound'; readonly keyword: string; readonly bound: unknown }
    | { readonly kind: 'unknown' }
    | { readonly kind: 'missing' }
    | { readonly kind: 'gone' }
    | { readonly kind: 'alternative' }
}

/** A schema in its document. */
export interface Placed {
  readonly source: Source
  readonly schema: unknown
}

/** Which way values go: clients pass over members of an answer that they do not know, but miss those that are gone. */
export type Direction = 'request' | 'response'

/** Everything that the values of `given` may be and `wanted` does not allow. */
export function findMisfits(given: Placed, wanted: Placed, direction: Direction): Misfit[] {
  return new Fitting(direction).compare(given, wanted, '')
}

type Schema = OpenApiObject

class Fitting {
  readonly #direction: Direction
  // Schemas that refer to themselves are compared once.
  readonly #underway = new Set<string>()

  constructor(direction: Direction) {
    this.#direction = direction
  }

  compare(given: Placed, wanted: Placed, pointer: string): Misfit[] {
    const names = [referenceOf(given.schema), referenceOf(wanted.schema)]
    const pair = names.every((name) => name !== undefined) ? names.join(' ') : undefined
    if (pair === undefined) return this.#compareFollowed(given, wanted, pointer)
    if (this.#underway.has(pair)) return []
    this.#underway.add(pair)
    const misfits = this.#compareFollowed(given, wanted, pointer)
    this.#underway.delete(pair)
    return misfits
  }

  #compareFollowed(given: Placed, wanted: Placed, pointer: string): Misfit[] {
    const [ours, theirs] = [alternativesOf(given), alternativesOf(wanted)]
    if (ours.length === 1 && theirs.length === 1) return this.#compareOne(ours[0]!, theirs[0]!, pointer)
    return ours.flatMap((each) => this.#compareAny(each, theirs, pointer))
  }

  /** Whether one of several schemas allows everything; if none does, what the likeliest of them forbids. */
  #compareAny(given: Placed, wanted: readonly Placed[], pointer: string): Misfit[] {
    const name = referenceOf(given.schema)
    const namesake =
      name === undefined ? undefined : wanted.find(({ schema }) => referenceOf(schema) === name)
    if (namesake !== undefined) return this.compare(given, namesake, pointer)
    const tried = wanted.map((each) => this.compare(given, each, pointer))
    if (tried.some((misfits) => misfits.length === 0)) return []
    const alike = tried.filter((misfits) => !misfits.some((each) => isForeign(each, pointer)))
    return alike.length === 1 ? alike[0]! : toForeign(given, wanted, pointer)
  }

  #compareOne(given: Placed, wanted: Placed, pointer: string): Misfit[] {
    const [ours, theirs] = [merge(given), merge(wanted)]
    const types = findForeignTypes(ours, theirs)
    if (types.length > 0) return [{ pointer, reason: { kind: 'type', types } }]
    return [
      ...findForeignValues(ours, theirs, pointer),
      ...findBounds(ours, theirs, pointer),
      ...this.#compareMembers({ ...given, schema: ours }, { ...wanted, schema: theirs }, pointer),
      ...this.#compareItems({ ...given, schema: ours }, { ...wanted, schema: theirs }, pointer),
    ]
  }

  #compareMembers(given: Placed, wanted: Placed, pointer: string): Misfit[] {
    const [ours, theirs] = [toObject(given.schema), toObject(wanted.schema)]
    const known = toObject(theirs['properties'])
    const members = toEntries(ours['properties']).flatMap(([name, schema]): Misfit[] => {
      const at = `${pointer}/${toPointerToken(name)}`
      if (Object.hasOwn(known, name))
        return this.compare({ ...given, schema }, { ...wanted, schema: known[name] }, at)
      const isRefused = this.#direction === 'request' && theirs['additionalProperties'] === false
      return isRefused ? [{ pointer: at, reason: { kind: 'unknown' } }] : []
    })
    return [...members, ...this.#findMissing(ours, theirs, pointer)]
  }

  #findMissing(ours: Schema, theirs: Schema, pointer: string): Misfit[] {
    if (!typesOf(ours).has('object')) return []
    const [own, sure] = [toObject(ours['properties']), new Set(toList(ours['required']))]
    const known = this.#direction === 'response' ? Object.keys(toObject(theirs['properties'])) : []
    const gone = new Set(known.filter((name) => !Object.hasOwn(own, name)))
    const missing = toList(theirs['required'])
      .map(String)
      .filter((name) => !sure.has(name) && !gone.has(name))
    const toMisfit =
      (kind: 'gone' | 'missing') =>
      (name: string): Misfit => ({
        pointer: `${pointer}/${toPointerToken(name)}`,
        reason: { kind },
      })
    return [...[...gone].map(toMisfit('gone')), ...missing.map(toMisfit('missing'))]
  }

  #compareItems(given: Placed, wanted: Placed, pointer: string): Misfit[] {
    const [ours, theirs] = [toObject(given.schema)['items'], toObject(wanted.schema)['items']]
    if (ours === undefined || theirs === undefined) return []
    return this.compare({ ...given, schema: ours }, { ...wanted, schema: theirs }, `${pointer}/*`)
  }
}

const referenceOf = (schema: unknown): string | undefined => {
  const { $ref } = toObject(schema)
  return typeof $ref === 'string' ? $ref : undefined
}

/** The alternatives of a schema, each whole by itself; one that has none is its own only one. */
function alternativesOf({ source, schema }: Placed): readonly Placed[] {
  const { anyOf, oneOf, ...rest } = follow(source, schema)
  const alternatives = [...toList(anyOf), ...toList(oneOf)]
  if (alternatives.length === 0) return [{ source, schema }]
  return alternatives.flatMap((each) => {
    const whole = Object.keys(rest).some(isKeyword) ? { allOf: [rest, each] } : each
    return alternativesOf({ source, schema: whole })
  })
}

const words = new Set([
  'description',
  'title',
  'default',
  'example',
  'examples',
  'deprecated',
  'discriminator',
])
const isKeyword = (name: string): boolean => !words.has(name) && !name.startsWith('x-')

/** A schema with all of `allOf` in one. */
function merge({ source, schema }: Placed): Schema {
  const { allOf, ...own } = follow(source, schema)
  return toList(allOf)
    .map((each) => merge({ source, schema: each }))
    .reduce<Schema>(
      (merged, part) => ({
        ...merged,
        ...part,
        properties: { ...toObject(merged['properties']), ...toObject(part['properties']) },
        required: [...toList(merged['required']), ...toList(part['required'])],
      }),
      own,
    )
}

const allTypes = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']

/** The types a value may have; where the schema does not say, all of them. */
function typesOf({ type, enum: values, const: value }: Schema): ReadonlySet<unknown> {
  if (type !== undefined) return new Set(Array.isArray(type) ? type : [type])
  if (value !== undefined) return new Set([typeOf(value)])
  return new Set(Array.isArray(values) ? values.map(typeOf) : allTypes)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function findForeignTypes(ours: Schema, theirs: Schema): string[] {
  const allowed = typesOf(theirs)
  return [...typesOf(ours)]
    .map(String)
    .filter((type) => !allowed.has(type) && !(type === 'integer' && allowed.has('number')))
}

function findForeignValues(ours: Schema, theirs: Schema, pointer: string): Misfit[] {
  const allowed = valuesOf(theirs)
  if (allowed === undefined) return []
  const known = new Set(allowed.map((value) => JSON.stringify(value)))
  const values = valuesOf(ours)?.filter((value) => !known.has(JSON.stringify(value)))
  if (values?.length === 0) return []
  return [{ pointer, reason: { kind: 'value', values: values ?? [] } }]
}

function valuesOf({ enum: values, const: value }: Schema): readonly unknown[] | undefined {
  return value === undefined ? (Array.isArray(values) ? values : undefined) : [value]
}

const least = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties']
const greatest = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties']
const exact = ['format', 'pattern', 'multipleOf', 'contentEncoding', 'contentMediaType', 'uniqueItems']

function findBounds(ours: Schema, theirs: Schema, pointer: string): Misfit[] {
  // A few words leave nothing to bound.
  if (valuesOf(ours) !== undefined) return []
  const isTighter = (keyword: string): boolean => {
    const [own, bound] = [ours[keyword], theirs[keyword]]
    if (bound === undefined || bound === own) return false
    if (exact.includes(keyword) || typeof own !== 'number') return true
    return least.includes(keyword) ? own < Number(bound) : own > Number(bound)
  }
  return [...least, ...greatest, ...exact]
    .filter(isTighter)
    .map((keyword) => ({ pointer, reason: { kind: 'bound', keyword, bound: theirs[keyword] } }))
}

/** Whether the value itself is of a type that is not allowed, so that another alternative is meant. */
const isForeign = (misfit: Misfit, pointer: string): boolean =>
  misfit.pointer === pointer && misfit.reason.kind === 'type'

function toForeign(given: Placed, wanted: readonly Placed[], pointer: string): Misfit[] {
  const known = new Set(wanted.flatMap((each) => [...typesOf(merge(each))]))
  const types = [...typesOf(merge(given))].map(String).filter((type) => !known.has(type))
  return [{ pointer, reason: types.length > 0 ? { kind: 'type', types } : { kind: 'alternative' } }]
}
