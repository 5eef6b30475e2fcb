import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonSchema } from '../../src/declaration/schema/json-schema.ts'
import { createValidator } from '../../src/protocol/body/validator.ts'
import { toPointerToken } from '../../src/kernel/values/pointer-token.ts'

const text: JsonSchema = { type: 'string' }

describe('the faults of a value', () => {
  const rows: readonly (readonly [
    title: string,
    schema: JsonSchema,
    value: unknown,
    faults: readonly string[],
  ])[] = [
    ['are none', { type: 'object', properties: { a: text } }, { a: 'x' }, []],
    ['name its type', text, 5, [' wrong_type']],
    [
      'name each missing member',
      { type: 'object', required: ['a', 'b', 'c'] },
      { b: 1 },
      ['/a required', '/c required'],
    ],
    [
      'name each unknown member',
      { type: 'object', properties: { a: text }, additionalProperties: false },
      { a: 'x', b: 1, 'c/d~e': 2 },
      ['/b unknown_member', '/c~1d~0e unknown_member'],
    ],
    [
      'name unknown members that objects have of their own',
      { type: 'object', properties: {}, additionalProperties: false },
      JSON.parse('{"__proto__":1,"constructor":2,"toString":3}'),
      ['/__proto__ unknown_member', '/constructor unknown_member', '/toString unknown_member'],
    ],
    [
      'are named far down',
      { type: 'object', properties: { a: { type: 'array', items: text } } },
      { a: ['x', 1, 2] },
      ['/a/1 wrong_type', '/a/2 wrong_type'],
    ],
    [
      'are all of one value',
      { type: 'string', minLength: 3, pattern: '^a' },
      'b',
      [' too_short', ' wrong_form'],
    ],
    ['name lengths in characters', { type: 'string', maxLength: 2 }, '😀😀😀', [' too_long']],
    ['count characters, not units', { type: 'string', maxLength: 3 }, '😀😀😀', []],
    ['name bounds', { type: 'integer', minimum: 0, maximum: 3 }, 5, [' too_large']],
    ['name fractions', { type: 'integer' }, 1.5, [' wrong_type']],
    ['name sizes', { type: 'array', minItems: 1, maxItems: 2 }, [1, 2, 3], [' too_many']],
    ['name choices', { type: 'string', enum: ['a', 'b'] }, 'c', [' not_a_choice']],
    ['name formats', { type: 'string', format: 'date' }, '2026-02-30', [' wrong_form']],
    [
      'name an alternative’s own faults alone',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      5,
      [' wrong_type', ' wrong_type'],
    ],
    [
      'name what is refused altogether',
      { type: 'object', properties: { a: { not: {} } } },
      { a: 1 },
      ['/a invalid'],
    ],
  ]
  for (const [title, schema, value, faults] of rows) {
    it(title, () => {
      const found = createValidator(schema)(value).map(({ pointer, code }) => `${pointer} ${code}`)
      assert.deepEqual(found, faults)
    })
  }
  it('say what is wrong, for people', () => {
    const schema = {
      type: 'object',
      properties: { state: { type: ['string', 'null'], enum: ['open', 'done', null] } },
      required: ['task'],
      additionalProperties: false,
    } as const
    const details = createValidator(schema)({ state: 'x', colour: 1 }).map(({ detail }) => detail)
    assert.deepEqual(details.toSorted(), [
      'is not a member of this resource',
      'must be given',
      'must be one of open, done',
    ])
  })
  const words: readonly (readonly [schema: JsonSchema, value: unknown, detail: string])[] = [
    [text, 5, 'must be text'],
    [{ type: ['integer', 'null'] }, 'x', 'must be a whole number or null'],
    [{ type: 'object' }, [], 'must be an object'],
    [{ type: 'array' }, {}, 'must be a list'],
    [{ type: 'boolean' }, 'yes', 'must be true or false'],
    [{ type: 'string', minLength: 1 }, '', 'must not be empty'],
    [{ type: 'string', minLength: 3 }, 'a', 'must have at least 3 characters'],
    [{ type: 'string', maxLength: 2 }, 'abc', 'must have at most 2 characters'],
    [{ type: 'array', minItems: 1 }, [], 'must not be empty'],
    [{ type: 'array', maxItems: 1 }, [1, 2], 'must have at most 1 elements'],
    [{ type: 'integer', minimum: 0 }, -1, 'must be at least 0'],
    [{ type: 'integer', maximum: 9 }, 10, 'must be at most 9'],
    [{ type: 'string', format: 'date' }, 'x', 'must be a day, such as 2026-03-01'],
    [{ type: 'string', format: 'ipv4' }, 'x', 'must match format "ipv4"'],
    [{ type: 'number', multipleOf: 2 }, 3, 'must be multiple of 2'],
  ]
  for (const [schema, value, detail] of words) {
    it(`say of ${JSON.stringify(value)}: ${detail}`, () =>
      assert.deepEqual(
        createValidator(schema)(value).map((fault) => fault.detail),
        [detail],
      ))
  }

  const line: JsonSchema = { type: 'object', properties: { quantity: text }, additionalProperties: false }
  const invoice: JsonSchema = {
    type: 'object',
    properties: { number: text, 'a/b': line, lines: { type: 'array', items: line } },
    additionalProperties: false,
  }
  const guesses: readonly (readonly [value: unknown, hint: string])[] = [
    [{ numbr: 'x' }, '; did you mean number?'],
    [{ lines: [{ quantiy: 'x' }] }, '; did you mean quantity?'],
    [{ 'a/b': { Quantity: 'x' } }, '; did you mean quantity?'],
    [{ colour: 'x' }, ''],
    [{ 'number/': 'x' }, '; did you mean number?'],
  ]
  for (const [value, hint] of guesses) {
    it(`guess what ${JSON.stringify(value)} means`, () =>
      assert.deepEqual(
        createValidator(invoice)(value).map(({ detail }) => detail),
        [`is not a member of this resource${hint}`],
      ))
  }

  it('are named up to a hundred', () => {
    const validate = createValidator({ type: 'array', items: text })
    assert.equal(validate(Array.from({ length: 1000 }, () => 1)).length, 100)
    assert.equal(validate(Array.from({ length: 99 }, () => 1)).length, 99)
  })
  it('are named up to a hundred in one list of members', () => {
    const validate = createValidator({ type: 'object', properties: {}, additionalProperties: false })
    const members = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, 1]))
    assert.equal(validate(members).length, 100)
  })
  it('change nothing of the value', () => {
    const value = { a: '5', b: undefined }
    createValidator({ type: 'object', properties: { a: { type: 'integer', default: 3 } } })(value)
    assert.deepEqual(value, { a: '5', b: undefined })
  })
})

describe('a member in a JSON Pointer', () => {
  const rows = [
    ['a', 'a'],
    ['', ''],
    ['a/b', 'a~1b'],
    ['~1', '~01'],
    ['~/~', '~0~1~0'],
  ] as const
  for (const [name, token] of rows) it(`${name} is ${token}`, () => assert.equal(toPointerToken(name), token))
})
