import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toFieldSchema } from '../../src/declaration/schema/field-schema.ts'
import { field, type AnyField } from '../../src/declaration/schema/field.ts'
import { createValidator } from '../../src/protocol/body/validator.ts'
import { toFieldExample } from '../../src/protocol/openapi/field-example.ts'

const rows: readonly (readonly [title: string, declared: AnyField, shown: unknown])[] = [
  ['a decimal has all its places', field.decimal().default('9.5'), '9.50'],
  ['a decimal shown as a number', field.decimal().asNumber().example('9.5'), 9.5],
  ['a moment is in UTC', field.timestamp().default('2026-03-01T13:00:00+01:00'), '2026-03-01T12:00:00.000Z'],
  ['a duration is in seconds', field.duration().example('PT1M'), 'PT60S'],
  [
    'a UUID is in small letters',
    field.uuid().example('0190A000-0000-7000-8000-00000000000A'),
    '0190a000-0000-7000-8000-00000000000a',
  ],
  ['the elements of a list as well', field.list(field.decimal()).example(['1', '2.5']), ['1.00', '2.50']],
  ['text stays as it is', field.text().example('Buy milk'), 'Buy milk'],
]

describe('an example of an answer is one the API could give', () => {
  for (const [title, { definition }, shown] of rows) {
    it(title, () => {
      assert.deepEqual(toFieldExample(definition, 'out'), shown)
      assert.deepEqual(createValidator(toFieldSchema(definition, 'out'))(shown), [])
    })
  }
})
