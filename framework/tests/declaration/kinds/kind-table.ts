import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { describe, it } from 'node:test'
import { toFieldSchema } from '../../../src/declaration/schema/field-schema.ts'
import type { AnyField } from '../../../src/declaration/schema/field.ts'
import type { JsonSchema } from '../../../src/declaration/schema/json-schema.ts'
import { InvalidValue } from '../../../src/declaration/schema/kind.ts'
import { kindOf } from '../../../src/declaration/schema/kinds.ts'
import { createValidator } from '../../../src/protocol/body/validator.ts'

/** What a kind of field is held to. */
export interface KindTable {
  readonly column: string
  readonly operators: readonly string[]
  readonly sortable?: boolean
  readonly collation?: string
  /** JSON Schema of what is taken in; of what is given out, where that differs. */
  readonly schema: JsonSchema
  readonly shown?: JsonSchema
  /** Values of a body, and what they become. */
  readonly taken?: readonly (readonly [sent: unknown, kept: unknown])[]
  /** Values of a body, and the code they are refused with. */
  readonly refused?: readonly (readonly [sent: unknown, code: string])[]
  /** Texts of a URL, and what they stand for. */
  readonly parsed?: readonly (readonly [text: string, value: unknown])[]
  readonly unparsed?: readonly (readonly [text: string, code: string])[]
}

export const equality = ['eq', 'ne', 'in', 'nin', 'null']
export const ordered = [...equality, 'lt', 'lte', 'gt', 'gte', 'between']
export const textual = [...ordered, 'contains', 'startsWith', 'endsWith']

/** What a member of a body becomes, or the codes it is refused with. */
export function createReader({ definition }: AnyField): (sent: unknown) => unknown {
  const validate = createValidator(toFieldSchema(definition, 'in'))
  return (sent) => {
    const faults = validate(sent)
    if (faults.length > 0) return new InvalidValue(faults.map(({ code }) => code).join(), '')
    return sent === null ? null : kindOf(definition).normalize(sent, definition)
  }
}

const codeOf = (value: unknown): string =>
  value instanceof InvalidValue ? value.code : `taken as ${show(value)}`

// Long values and control characters have no place in titles.
const show = (value: unknown): string => {
  const text = inspect(value, { breakLength: Infinity, depth: 3, maxArrayLength: 3 })
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text
}

/** Registers the tests of one field. */
export function describeKind(title: string, field: AnyField, table: KindTable): void {
  const { definition } = field
  const kind = kindOf(definition)
  describe(title, () => {
    it('has its column, operators and order', () => {
      const { column, operators, sortable = true, collation } = table
      assert.equal(kind.column, column)
      assert.deepEqual([...kind.operators].sort(), [...operators].sort())
      assert.equal(kind.sortable, sortable)
      assert.equal(kind.collation?.(definition), collation)
    })
    it('has its JSON Schema in both directions', () => {
      assert.deepEqual(kind.toSchema(definition, 'in'), table.schema)
      assert.deepEqual(kind.toSchema(definition, 'out'), table.shown ?? table.schema)
    })

    const read = createReader(field)
    const shows = createValidator(kind.toSchema(definition, 'out'))
    for (const [sent, kept] of table.taken ?? []) {
      it(`takes ${show(sent)} as ${show(kept)}`, () => {
        assert.deepEqual(read(sent), kept)
        assert.deepEqual(read(kept), kept, 'what is kept is taken again as it is')
        if (definition.asNumber !== true) assert.deepEqual(shows(kept), [], 'what is kept can be shown')
      })
    }
    for (const [sent, code] of table.refused ?? []) {
      it(`refuses ${show(sent)} as ${code}`, () => assert.equal(codeOf(read(sent)), code))
    }
    for (const [text, value] of table.parsed ?? []) {
      it(`parses ${show(text)} as ${show(value)}`, () =>
        assert.deepEqual(kind.parse(text, definition), value))
    }
    for (const [text, code] of table.unparsed ?? []) {
      it(`does not parse ${show(text)}: ${code}`, () =>
        assert.equal(codeOf(kind.parse(text, definition)), code))
    }
  })
}
