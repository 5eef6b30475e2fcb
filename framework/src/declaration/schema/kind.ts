import type { Collation, Operator } from '../condition/condition.ts'
import type { FieldDefinition } from './field.ts'
import type { JsonSchema } from './json-schema.ts'

/** How a value is kept, in terms every database can map to a type of its own. */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'real'
  | 'boolean'
  | 'decimal'
  | 'timestamp'
  | 'date'
  | 'duration'
  | 'uuid'
  | 'json'
  | 'file'

/** Why a value is refused: a stable snake_case code and a sentence. */
export class InvalidValue {
  readonly code: string
  readonly detail: string
  /** What is wrong inside, where that is known: by the member's name or the element's index. */
  readonly inner: ReadonlyMap<string, InvalidValue>

  constructor(code: string, detail: string, inner: ReadonlyMap<string, InvalidValue> = nothing) {
    this.code = code
    this.detail = detail
    this.inner = inner
  }
}

const nothing: ReadonlyMap<string, InvalidValue> = new Map()

/** Refuses a list or an object for each of its parts that is refused; undefined when none is. */
export function refuseParts(
  parts: Iterable<readonly [name: string, part: unknown]>,
): InvalidValue | undefined {
  const inner = new Map<string, InvalidValue>()
  for (const [name, part] of parts) if (part instanceof InvalidValue) inner.set(name, part)
  const [first] = inner.values()
  return first && new InvalidValue(first.code, first.detail, inner)
}

/** What a kind of field knows: its schema, its column, its operators and how its values are read. */
export interface Kind {
  /** How values are kept. */
  readonly column: ColumnType
  /** The operators a filter may use; empty: cannot be filtered. */
  readonly operators: readonly Operator[]
  /** Whether values have an order to sort by. */
  readonly sortable: boolean
  /** How its values are compared where their text is not their order. */
  collation?(definition: FieldDefinition): Collation | undefined
  /** JSON Schema of the values taken in, or of those given out. */
  toSchema(definition: FieldDefinition, direction: 'in' | 'out'): JsonSchema
  /** The one form of a value that fulfils the schema of `in`, or why it is refused after all. */
  normalize(value: unknown, definition: FieldDefinition): unknown
  /** The value a text in a URL stands for. */
  parse(text: string, definition: FieldDefinition): unknown
}

export const equality = ['eq', 'ne', 'in', 'nin', 'null'] as const satisfies readonly Operator[]
export const ordered = [
  ...equality,
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
] as const satisfies readonly Operator[]
export const textual = [
  ...ordered,
  'contains',
  'startsWith',
  'endsWith',
] as const satisfies readonly Operator[]
