import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { always } from '../../../declaration/condition/condition.ts'
import { UploadedFile } from '../../../declaration/schema/kinds/file.ts'
import { toIsoDuration } from '../../../kernel/values/duration.ts'
import { modelOf, moment, select, Trial, type OpenStore } from './trial.ts'

const hostile = [
  '',
  ' leading and trailing ',
  `quotes " ' \` and \\ backslashes \\" \\u0041`,
  'lines\nand\ttabs\r\n',
  'separators \u2028 and \u2029',
  'emoji 😀 and 👨‍👩‍👧‍👦, é composed and e\u0301 decomposed',
  `','x'); DROP TABLE samples; --`,
  '{"json":[1,2]}',
  '?1 :name @name $name %s %',
  'null',
  '\u007f\u0080\u009f\u200b\ufeff\uffff',
]

const awkward = [
  5e-324,
  1 / 3,
  0.1 + 0.2,
  1e15,
  1e16,
  1e20,
  1e21,
  1e22,
  1e-6,
  1e-7,
  -1e-7,
  2 ** 53 + 2,
  2 ** 64,
  1e300,
]

const kept: readonly (readonly [property: string, value: unknown])[] = [
  ...hostile.flatMap((text) => [
    ['text', text] as const,
    ['name', text] as const,
    ['list', [text, text]] as const,
  ]),
  ...hostile.map((text) => ['data', { [text]: [text] }] as const),
  ['email', 'Ada.Lovelace@Example.org'],
  ['url', 'https://example.org/?q="x"&y=%20#ü'],
  ['choice', 'open'],
  ['choice', 'say "no"'],
  ...[0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER].map((value) => ['integer', value] as const),
  ...[
    0,
    5,
    -5,
    0.1,
    0.1 + 0.2,
    1 / 3,
    1e300,
    -1e-300,
    5e-324,
    2 ** 53,
    2 ** 64,
    1.7976931348623157e308,
    -0.5,
  ].map((value) => ['number', value] as const),
  ...['0.00', '0.01', '-0.01', '-0.50', '12.50', '-1.00', '9999999999999999.99', '-9999999999999999.99'].map(
    (value) => ['price', value] as const,
  ),
  ...['0', '-7', '999999999999999999'].map((value) => ['whole', value] as const),
  ...['0.000000', '-0.000001', '999999.999999', '1.500000'].map((value) => ['rate', value] as const),
  ['flag', true],
  ['flag', false],
  ['at', '0001-01-01T00:00:00.000Z'],
  ['at', '9999-12-31T23:59:59.999Z'],
  ['day', '2024-02-29'],
  ...[0, 1, -1, 999, 1000, -1500, 90_000, 120, 86_400_000_000].map(
    (milliseconds) => ['length', toIsoDuration(milliseconds)] as const,
  ),
  ['token', '019b7000-0000-7000-8000-000000000001'],
  ['data', [1.5, true, null, { deep: { deeper: [] } }]],
  ['data', { 'b\u0000': 'NUL \u0000', a: 'half a pair \ud83d' }],
  ['data', 'text'],
  ['data', false],
  ['data', 0],
  ['list', []],
  ['bytes', 'AAEC/+8='],
]

/** What is written comes back, whatever it is. */
export function describeValues(open: OpenStore): void {
  describe('values', () => {
    const trial = new Trial(open)

    for (const [index, [property, value]] of kept.entries()) {
      test(`${property} keeps ${JSON.stringify(value)} (${index})`, async () => {
        const made = await trial.insert('samples', { [property]: value })
        assert.deepEqual((JSON.parse(made.json) as Record<string, unknown>)[property], value)
        assert.deepEqual((await trial.read('samples', made.id))[property], value)
      })
    }

    test('doubles are written as JSON writes them', async () => {
      const form = 'wire'
      const numbers = [...awkward, ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), 200)]
      for (const number of numbers.map((each) => (each === 0 ? 0 : each))) {
        const { id } = await trial.insert('samples', { number })
        const found = await trial.find('samples', id, { ...select('samples', ['number']), form })
        assert.equal(found?.json, JSON.stringify({ number }))
      }
    })

    test('a file shows where it is read, and its key to nobody who does not ask for it', async () => {
      const file = { name: 'Ann "1".png', type: 'image/png', bytes: 7, digest: '0'.repeat(64) }
      const key = 'a'.repeat(48)
      const { id, json } = await trial.insert('samples', { file: new UploadedFile(file, key) })
      const shown = { ...file, url: `/samples/${id}/file` }
      assert.ok(json.includes(`"file":${JSON.stringify(shown)}`), json)
      for (const form of ['wire', 'code', 'kept'] as const) {
        const found = await trial.find('samples', id, { ...select('samples', ['file']), form })
        assert.deepEqual(JSON.parse(found!.json), { file: form === 'kept' ? { ...file, key } : shown })
      }
      const none = await trial.insert('samples', {})
      const found = await trial.find('samples', none.id, { ...select('samples', ['file']), form: 'kept' })
      assert.equal(found?.json, '{"file":null}')
    })

    test('an absent value is null in every column', async () => {
      const { id } = await trial.insert('samples', {})
      const { id: _, createdAt, updatedAt, ...rest } = await trial.read('samples', id)
      assert.deepEqual(new Set(Object.values(rest)), new Set([null]))
      assert.deepEqual([createdAt, updatedAt], [moment, moment])
    })

    test('a value can be taken away again', async () => {
      const { id } = await trial.insert('samples', { text: 'here', integer: 1 })
      await trial.store.update(
        modelOf('samples'),
        { id, version: 1, values: { text: null }, at: moment },
        select('samples'),
      )
      const { text, integer } = await trial.read('samples', id)
      assert.deepEqual([text, integer], [null, 1])
    })

    test('columns that must have a value keep theirs', async () => {
      const { id } = await trial.insert('fulls', full)
      assert.deepEqual(await trial.read('fulls', id, select('fulls', Object.keys(full))), full)
    })

    test('a required JSON value may be null', async () => {
      const { id } = await trial.insert('fulls', { ...full, data: null })
      assert.equal((await trial.read('fulls', id))['data'], null)
    })

    test('a decimal is a bare number on the wire where declared', async () => {
      const { id } = await trial.insert('fulls', { ...full, rate: '-0.250000' })
      const found = await trial.find('fulls', id, { ...select('fulls', ['price', 'rate']), form: 'wire' })
      assert.equal(found?.json, '{"price":"-0.50","rate":-0.250000}')
    })

    test('whole doubles have no point', async () => {
      const { id } = await trial.insert('fulls', { ...full, number: 5 })
      assert.equal((await trial.find('fulls', id, select('fulls', ['number'])))?.json, '{"number":5}')
    })

    test('properties come in the order selected', async () => {
      const { id } = await trial.insert('fulls', full)
      const names = ['token', 'id', 'flag', 'at']
      assert.deepEqual(Object.keys(await trial.read('fulls', id, select('fulls', names))), names)
    })

    test('nothing selected is an empty object', async () => {
      const { id } = await trial.insert('fulls', full)
      assert.equal((await trial.find('fulls', id, select('fulls', [])))?.json, '{}')
    })

    test('numbered ids count up as numbers', async () => {
      const row = { values: { label: 'x' }, at: moment }
      const first = await trial.store.insert(modelOf('counters'), row, select('counters'))
      const second = await trial.store.insert(modelOf('counters'), row, select('counters'))
      assert.equal(typeof first.id, 'number')
      assert.equal(Number(second.id), Number(first.id) + 1)
      assert.equal((JSON.parse(second.json) as { id: number }).id, second.id)
    })

    test('text ids are kept as given', async () => {
      const row = { id: 'a.b_c~d-E', values: { label: 'x' }, at: moment }
      await trial.store.insert(modelOf('keys'), row, select('keys'))
      assert.equal((await trial.read('keys', 'a.b_c~d-E'))['id'], 'a.b_c~d-E')
    })

    test('a row at a known version comes without its JSON', async () => {
      const { id, version } = await trial.insert('tags', { label: 'x' })
      const query = { id, where: always, selection: select('tags') }
      const [known, older] = [version, version + 1]
      assert.deepEqual(await trial.store.find(modelOf('tags'), { ...query, known }), {
        id,
        version,
        json: '',
      })
      const found = await trial.store.find(modelOf('tags'), { ...query, known: older })
      assert.equal((JSON.parse(found!.json) as { label: string }).label, 'x')
    })

    test('an id of another kind finds nothing', async () => {
      assert.equal(await trial.find('counters', 'x'), undefined)
      assert.equal(await trial.find('people', 7), undefined)
      assert.equal(await trial.find('people', `"'\\`), undefined)
    })
  })
}

const full = {
  text: 'x',
  integer: 1,
  number: 0.5,
  price: '-0.50',
  rate: '1.000000',
  flag: false,
  at: moment,
  day: '2026-03-01',
  length: 'PT1.5S',
  token: '019b7000-0000-7000-8000-000000000001',
  data: { a: 1 },
}
