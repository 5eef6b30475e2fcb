import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Arbitrary, default as FastCheckModule } from 'fast-check'
import {
  and,
  compare,
  not,
  or,
  some,
  type Condition,
  type Operator,
  type Scalar,
} from '../../../declaration/condition/condition.ts'
import { matches } from '../../../declaration/condition/matches.ts'
import { modelOf, Trial, type OpenStore } from './trial.ts'

// Values that meet each other, so that random comparisons are often just true or just false.
const pools: Readonly<Record<string, readonly Scalar[]>> = {
  text: [
    '',
    'a',
    'A',
    'ab',
    'aB',
    'a%',
    '%',
    'a_b',
    'axb',
    '\\',
    'é',
    'É',
    'z',
    '"q"',
    "o'n",
    '😀',
    '\ue000',
    ' a',
  ],
  name: ['ada', 'Ada', 'ADA', 'bob', 'Bob', 'É', 'é', '_', '[', 'a%b', ''],
  email: ['ada@example.org', 'Ada@Example.org', 'bob@example.org'],
  choice: ['open', 'done', 'say "no"'],
  integer: [0, 1, -1, 2, 10, 2 ** 40],
  number: [0, 0.5, -0.5, 1, 2 ** 60, 1e20, 0.1 + 0.2, 0.3],
  price: ['0.00', '0.50', '-0.50', '9.00', '10.00', '9999999999999999.99', '9999999999999999.98'],
  whole: ['0', '9', '10', '-10', '999999999999999999'],
  flag: [true, false],
  at: ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2025-12-31T23:59:59.999Z'],
  day: ['2026-01-01', '2026-01-31', '2026-10-01'],
  length: ['PT0S', 'PT1S', 'PT10S', 'PT9S', 'PT0.5S', '-PT1S'],
  token: ['019b7000-0000-7000-8000-000000000001', '019b7000-0000-7000-8000-000000000002'],
}

// Quantities the column itself cannot hold; they still compare as quantities.
const between: readonly (readonly [field: string, value: Scalar])[] = [
  ['price', '9.001'],
  ['price', '-0.501'],
  ['price', '99999999999999999999999999'],
  ['price', '-99999999999999999999999999'],
  ['whole', '9.5'],
  ['integer', 1.5],
  ['integer', Number.POSITIVE_INFINITY],
  ['integer', '2'],
  ['number', Number.NEGATIVE_INFINITY],
]

// Values that no row of the column can have.
const foreign: readonly (readonly [field: string, value: Scalar])[] = [
  ['price', 'abc'],
  ['integer', 'abc'],
  ['number', Number.NaN],
  ['flag', 'abc'],
  ['length', 'abc'],
  ['text', 5],
  ['text', true],
  ['token', `'"`],
  ['at', 0],
  ['data', 'x'],
]

const comparisons: readonly Operator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte']
const rowCount = 60

/** A condition means the same in the database and in memory. */
export function describeConditions(open: OpenStore): void {
  describe('conditions', () => {
    const trial = new Trial(open)
    const rows: Record<string, unknown>[] = []
    const books = new Map<unknown, Record<string, unknown>>()

    const expected = (condition: Condition) =>
      rows
        .filter((row) =>
          matches(condition, row, () => [books.get(row['bookId'])].filter((book) => book !== undefined)),
        )
        .map(({ id }) => id)

    const agrees = async (condition: Condition) => {
      assert.deepEqual(await trial.listIds('samples', condition), expected(condition))
      assert.equal(await trial.store.count(modelOf('samples'), condition), expected(condition).length)
    }

    before(async () => {
      for (const [title, pages] of [
        ['one', 1],
        ['two', 2],
        ['none', null],
      ] as const) {
        const { id } = await trial.insert('books', { title, pages })
        books.set(id, { id, title, pages })
      }
      const links = [...books.keys()]
      for (let index = 0; index < rowCount; index++) {
        const values: Record<string, unknown> = { bookId: index % 5 === 4 ? null : links[index % 3] }
        for (const [place, [name, pool]] of Object.entries(pools).entries()) {
          const turn = (index * (place + 3) + place) % (pool.length + 1)
          values[name] = pool[turn] ?? null
        }
        rows.push({ id: (await trial.insert('samples', values)).id, ...values })
      }
    })

    test('random conditions mean what they mean in memory', async () => {
      const { default: fc } = await import('fast-check')
      const leaf = fc.constantFrom(...Object.keys(pools)).chain((name) => {
        const property = modelOf('samples').properties.get(name)!
        return fc.constantFrom(...property.kind.operators).chain((operator) => {
          const value = fc.constantFrom(...pools[name]!)
          const collation = property.kind.collation?.(property.definition)
          return valueFor(fc, operator, value).map((each) => compare(name, operator, each, collation))
        })
      })
      const related = fc
        .constantFrom<Operator>('eq', 'ne', 'lt', 'gte')
        .chain((operator) =>
          fc.constantFrom(1, 2).map((pages) => some('book', compare('pages', operator, pages))),
        )
      const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
        condition: fc.oneof(
          { maxDepth: 3, depthSize: 'small' },
          leaf,
          related,
          fc.array(tie('condition'), { maxLength: 3 }).map((each) => and(...each)),
          fc.array(tie('condition'), { maxLength: 3 }).map((each) => or(...each)),
          tie('condition').map(not),
        ),
      }))
      await fc.assert(fc.asyncProperty(condition, agrees), { numRuns: 400 })
    })

    for (const [field, value] of between) {
      for (const operator of comparisons) {
        test(`${field} ${operator} ${value} is decided by quantity`, () => {
          const { kind, definition } = modelOf('samples').properties.get(field)!
          return agrees(compare(field, operator, value, kind.collation?.(definition)))
        })
      }
    }

    for (const [field, value] of foreign) {
      test(`${field} is never ${typeof value} ${value}`, async () => {
        assert.deepEqual(await trial.listIds('samples', compare(field, 'eq', value)), [])
        assert.deepEqual(await trial.listIds('samples', compare(field, 'in', [value])), [])
        assert.deepEqual(await trial.listIds('samples', compare(field, 'between', [value, value])), [])
        assert.equal((await trial.listIds('samples', compare(field, 'ne', value))).length, rowCount)
        assert.equal((await trial.listIds('samples', compare(field, 'nin', [value]))).length, rowCount)
      })
    }

    test('text is compared by case unless told otherwise', () => agrees(compare('name', 'eq', 'ada')))
    test('plain text is compared without case on demand', () => agrees(compare('text', 'eq', 'AB', 'nocase')))
    test('an empty list has nobody in it', () => agrees(compare('text', 'in', [])))
    test('everybody is outside an empty list', () => agrees(compare('text', 'nin', [])))
    test('a list of thousands is taken', () =>
      agrees(
        compare(
          'integer',
          'in',
          Array.from({ length: 40_000 }, (_, index) => index),
        ),
      ))
    test('a list finds doubles beyond 2^53', () => agrees(compare('number', 'in', [2 ** 60, 1e20])))
    test('a list leaves out what no row can have', () => agrees(compare('integer', 'nin', [1, 'abc'])))
    test('thousands of alternatives are taken', () =>
      agrees(or(...Array.from({ length: 3000 }, (_, index) => compare('integer', 'eq', index)))))
    test('a text too long for any row is in none', () =>
      agrees(compare('text', 'contains', 'a'.repeat(60_000))))
    test('conditions without parts are decided', async () => {
      await agrees({ kind: 'and', of: [] })
      await agrees({ kind: 'or', of: [] })
    })

    test('some of many rows is enough', async () => {
      const shelf = await trial.insert('shelves', { title: 'some' })
      const other = await trial.insert('shelves', { title: 'other' })
      await trial.insert('books', { title: 'thick', pages: 900, shelfId: shelf.id })
      await trial.insert('books', { title: 'thin', pages: 9, shelfId: other.id })
      const isThick = some('books', compare('pages', 'gt', 500))
      assert.deepEqual(await trial.listIds('shelves', isThick), [shelf.id])
      assert.deepEqual(await trial.listIds('shelves', not(isThick)), [other.id])
    })

    test('some follows links and their far side', async () => {
      const [tag, book] = [
        await trial.insert('tags', { label: 'red' }),
        await trial.insert('books', { title: 'linked' }),
      ]
      await trial.insert('tags', { label: 'blue' })
      await trial.insert('bookTags', { bookId: book.id, tagId: tag.id })
      assert.deepEqual(await trial.listIds('books', some('tags', compare('label', 'eq', 'red'))), [book.id])
      assert.deepEqual(await trial.listIds('books', some('tags', compare('label', 'eq', 'blue'))), [])
      assert.deepEqual(await trial.listIds('tags', some('books', compare('title', 'eq', 'linked'))), [tag.id])
    })

    test('a resource can refer to itself twice over', async () => {
      const old = await trial.insert('people', { name: 'Old' })
      const young = await trial.insert('people', { name: 'Young', mentorId: old.id })
      const child = await trial.insert('people', { name: 'Child', mentorId: young.id })
      const grand = some('mentor', some('mentor', compare('name', 'eq', 'Old')))
      assert.deepEqual(await trial.listIds('people', grand), [child.id])
    })

    test('find obeys its condition', async () => {
      const { id } = await trial.insert('people', { name: 'Hidden' })
      const where = compare('name', 'eq', 'other')
      const found = await trial.store.find(modelOf('people'), {
        id,
        where,
        selection: { properties: [], expansions: [], form: 'code' },
      })
      assert.equal(found, undefined)
    })
  })
}

function valueFor(fc: typeof FastCheckModule, operator: Operator, value: Arbitrary<Scalar>) {
  switch (operator) {
    case 'null':
      return fc.boolean()
    case 'in':
    case 'nin':
      return fc.array(value, { maxLength: 5 })
    case 'between':
      return fc.tuple(value, value)
    default:
      return value
  }
}
