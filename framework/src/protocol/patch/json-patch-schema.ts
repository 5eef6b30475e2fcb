// JSON Schema of a JSON Patch (RFC 6902), for the document.
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { mostOperations, operations } from './json-patch.ts'

const pointer: JsonSchema = { type: 'string', format: 'json-pointer' }
const needs = Object.entries(operations)
const namesOf = (needed: 'value' | 'from' | undefined): readonly string[] =>
  needs.filter(([, member]) => member === needed).map(([op]) => op)

const toBranch = (needed: 'value' | 'from' | undefined): JsonSchema => ({
  properties: { op: { enum: namesOf(needed) } },
  required: ['op', 'path', ...(needed === undefined ? [] : [needed])],
})

/** The schema of a patch: a list of operations, applied in order, all or none. */
export const jsonPatchSchema: JsonSchema = {
  type: 'array',
  description: 'Operations on the row as the caller sees it, applied in order, all or none (RFC 6902).',
  maxItems: mostOperations,
  items: {
    type: 'object',
    properties: {
      op: { type: 'string', enum: Object.keys(operations) },
      path: { ...pointer, description: 'Where (JSON Pointer, RFC 6901).' },
      from: { ...pointer, description: 'Of `move` and `copy`: where the value stands.' },
      value: { description: 'Of `add`, `replace` and `test`: the value.' },
    },
    oneOf: [toBranch('value'), toBranch('from'), toBranch(undefined)],
  },
}
