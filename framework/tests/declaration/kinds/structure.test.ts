import { field } from '../../../src/declaration/schema/field.ts'
import { describeKind, equality, ordered } from './kind-table.ts'

const id = '0190a000-0000-7000-8000-00000000000a'
const notText: readonly (readonly [unknown, string])[] = [null, 5, true, [id], {}].map(
  (sent) => [sent, 'wrong_type'] as const,
)
const notUuid = [
  '',
  'x',
  id.slice(1),
  `${id}0`,
  `{${id}}`,
  `urn:uuid:${id}`,
  id.replaceAll('-', ''),
  id.replace('a', 'g'),
  `${id}\n`,
  `${id}\u0000`,
]
const uuids: readonly (readonly [string, string])[] = [
  [id, id],
  [id.toUpperCase(), id],
  ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
]

const uuid = {
  column: 'uuid',
  operators: equality,
  schema: { type: 'string', format: 'uuid' },
  taken: uuids,
  refused: [...notText, ...notUuid.map((sent) => [sent, 'wrong_form'] as const)],
  parsed: uuids,
  unparsed: notUuid.map((text) => [text, 'invalid_uuid'] as const),
} as const

describeKind('uuid', field.uuid(), uuid)
describeKind('reference', field.reference('users'), uuid)
describeKind('owner', field.owner('users'), uuid)

const greatest = Number.MAX_SAFE_INTEGER
describeKind('reference to counted ids', field.reference('users', { id: 'integer' }), {
  column: 'integer',
  operators: ordered,
  schema: { type: 'integer', minimum: 1, maximum: greatest },
  taken: [
    [1, 1],
    [greatest, greatest],
  ],
  refused: [
    ['1', 'wrong_type'],
    [1.5, 'wrong_type'],
    [0, 'too_small'],
    [-1, 'too_small'],
    [greatest + 1, 'too_large'],
  ],
  parsed: [['7', 7]],
  unparsed: ['', '7.0', '07', '+7', '7e1', 'x'].map((text) => [text, 'invalid_integer'] as const),
})

const keys = ['a', 'A-Z.a_z~0', '-', '.', 'a'.repeat(255)].map((key) => [key, key] as const)
const notKeys = ['', 'a b', 'a/b', 'ä', 'a%20b', 'a\n', '😀', 'a'.repeat(256)]
describeKind('reference to keys', field.reference('tags', { id: 'text' }), {
  column: 'text',
  operators: ordered,
  schema: { type: 'string', pattern: '^[A-Za-z0-9._~-]{1,255}$' },
  taken: keys,
  refused: [...notText, ...notKeys.map((sent) => [sent, 'wrong_form'] as const)],
  parsed: keys,
  unparsed: notKeys.map((text) => [text, 'invalid_key'] as const),
})

const hostile = JSON.parse('{"__proto__":{"polluted":true},"constructor":null}') as unknown
describeKind('json', field.json(), {
  column: 'json',
  operators: ['null'],
  sortable: false,
  schema: {},
  taken: [0, '', false, [], {}, [null], { a: { b: [1] } }, hostile].map((value) => [value, value] as const),
  unparsed: [
    ['{}', 'not_filterable'],
    ['', 'not_filterable'],
  ],
})

const size = {
  type: 'object',
  properties: { width: { type: 'integer', minimum: 1 } },
  required: ['width'],
  additionalProperties: false,
} as const
describeKind('json with a schema', field.json(size), {
  column: 'json',
  operators: ['null'],
  sortable: false,
  schema: size,
  taken: [[{ width: 1 }, { width: 1 }]],
  refused: [
    [null, 'wrong_type'],
    [{}, 'required'],
    [{ width: 0 }, 'too_small'],
    [{ width: 1, height: 1 }, 'unknown_member'],
    [[], 'wrong_type'],
    [JSON.parse('{"width":1,"__proto__":1}'), 'unknown_member'],
  ],
})

describeKind('list', field.list(field.text().min(1).max(3)).min(1).max(2), {
  column: 'json',
  operators: ['null'],
  sortable: false,
  schema: {
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: 3 },
    minItems: 1,
    maxItems: 2,
  },
  taken: [
    [['a'], ['a']],
    [
      ['b', 'b'],
      ['b', 'b'],
    ],
    [['e\u0301'], ['é']],
  ],
  refused: [
    [null, 'wrong_type'],
    ['a', 'wrong_type'],
    [{ 0: 'a', length: 1 }, 'wrong_type'],
    [[], 'too_few'],
    [['a', 'b', 'c'], 'too_many'],
    [[''], 'too_short'],
    [['abcd', ''], 'too_long,too_short'],
    [[null], 'wrong_type'],
    [['a', 5], 'wrong_type'],
    [['\u0000'], 'control_character'],
  ],
  unparsed: [['a,b', 'not_filterable']],
})

describeKind('list of decimals', field.list(field.decimal()), {
  column: 'json',
  operators: ['null'],
  sortable: false,
  schema: { type: 'array', items: { type: ['string', 'number'], maxLength: 64 }, maxItems: 100 },
  shown: { type: 'array', items: { type: 'string', pattern: '^-?\\d{1,16}\\.\\d{2}$' }, maxItems: 100 },
  taken: [
    [
      [1, '2.5'],
      ['1.00', '2.50'],
    ],
    [[], []],
  ],
  refused: [
    [['0.001'], 'too_many_places'],
    [Array.from({ length: 101 }, () => '1'), 'too_many'],
  ],
})

const base64: readonly (readonly [string, string])[] = ['', 'AA==', 'AAE=', 'AAEC', '+/8='].map((text) => [
  text,
  text,
])
describeKind('bytes', field.bytes().max(3), {
  column: 'text',
  operators: ['null'],
  sortable: false,
  schema: { type: 'string', contentEncoding: 'base64', maxLength: 4 },
  taken: base64,
  refused: [
    ...notText,
    ...['A', 'AA', 'AAA', '====', 'A===', 'AA=A', '-_8=', 'AA\n=', 'ä==='].map(
      (sent) => [sent, 'invalid_base64'] as const,
    ),
    ['AAECAw==', 'too_long'],
  ],
  unparsed: [['AA==', 'not_filterable']],
})

describeKind('bytes of one less than a group', field.bytes().max(2), {
  column: 'text',
  operators: ['null'],
  sortable: false,
  schema: { type: 'string', contentEncoding: 'base64', maxLength: 4 },
  taken: [['AAE=', 'AAE=']],
  refused: [['AAEC', 'too_long']],
})
