import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import {
  always,
  compare,
  never,
  type Condition,
  type Scalar,
} from '../../../declaration/condition/condition.ts'
import { parseMeasure } from '../../../declaration/resource/measure.ts'
import type { AggregateQuery } from '../../../declaration/resource/query.ts'
import type { Group, StoredValues } from '../../../engine/store/store.ts'
import { modelOf, moment, select, Trial, type OpenStore } from './trial.ts'

type Row = readonly [keys: readonly unknown[], values: readonly unknown[]]

/** Rows taken together, exactly, in a fixed order. */
export function describeAggregates(open: OpenStore): void {
  describe('aggregates', () => {
    const trial = new Trial(open)
    const make = (values: StoredValues) => trial.insert('samples', values)
    const ask = async (
      measures: readonly string[],
      groupBy: readonly string[] = [],
      more: Partial<AggregateQuery> = {},
    ) => {
      const parsed = measures.map((each) => parseMeasure(each)!)
      const query = { where: always, measures: parsed, groupBy, limit: 1000, offset: 0, ...more }
      return trial.store.aggregate(modelOf('samples'), query)
    }
    const groups = async (...given: Parameters<typeof ask>): Promise<Row[]> =>
      (await ask(...given)).groups.map(({ keys, values }: Group) => [keys, values])
    const valuesOf = async (measures: readonly string[], where: Condition): Promise<unknown> => {
      const found = await groups(measures, [], { where })
      assert.equal(found.length, 1)
      return found[0]![1]
    }
    const labelled = (text: string): Condition => compare('text', 'eq', text)

    before(async () => {
      const rows: StoredValues[] = [
        { choice: 'open', integer: 3, price: '10.00', number: 0.5, length: 'PT10S', flag: true },
        { choice: 'open', integer: null, price: '2.50', number: null, length: 'PT0.5S', flag: false },
        { choice: 'done', integer: -5, price: '-0.01', number: 1.25, length: null, flag: true },
        { choice: 'done', integer: 4, price: null, number: null, length: '-PT1S', flag: null },
        { choice: null, integer: 1, price: '0.10', number: 2, length: 'PT1S', flag: null },
      ]
      for (const row of rows) await make({ text: 'few', ...row })
    })

    test('of all rows are one group, of none as well', async () => {
      const names = ['count', 'sum:integer', 'avg:integer', 'min:integer', 'max:integer']
      assert.deepEqual(await groups(names, [], { where: labelled('few') }), [[[], [5, 3, 0.75, -5, 4]]])
      assert.deepEqual(await groups(names, [], { where: never }), [[[], [0, null, null, null, null]]])
      assert.deepEqual(await groups(['count'], ['choice'], { where: never }), [])
    })

    const rows: readonly [names: readonly string[], values: readonly unknown[]][] = [
      [
        ['sum:price', 'avg:price', 'min:price', 'max:price'],
        ['12.59', '3.147500', '-0.01', '10.00'],
      ],
      [
        ['sum:number', 'avg:number', 'min:number', 'max:number'],
        [3.75, 1.25, 0.5, 2],
      ],
      [
        ['sum:length', 'avg:length', 'min:length', 'max:length'],
        ['PT10.5S', 'PT2.625S', '-PT1S', 'PT10S'],
      ],
    ]
    for (const [names, values] of rows) {
      test(`${names.join()} leave out rows without a value`, async () =>
        assert.deepEqual(await valuesOf(names, labelled('few')), values))
    }

    test('groups come in their order, those without a value last', async () => {
      assert.deepEqual(
        await groups(['count', 'sum:integer', 'max:price'], ['choice'], { where: labelled('few') }),
        [
          [['done'], [2, -1, '-0.01']],
          [['open'], [2, 3, '10.00']],
          [[null], [1, 1, '0.10']],
        ],
      )
      assert.deepEqual(await groups(['count'], ['flag', 'choice'], { where: labelled('few') }), [
        [[false, 'open'], [1]],
        [[true, 'done'], [1]],
        [[true, 'open'], [1]],
        [[null, 'done'], [1]],
        [[null, null], [1]],
      ])
      assert.deepEqual(await groups(['count'], ['price'], { where: compare('integer', 'gte', 1) }), [
        [['0.10'], [1]],
        [['10.00'], [1]],
        [[null], [1]],
      ])
    })

    test('groups can be had a few at a time', async () => {
      const where = labelled('few')
      const first = await ask(['count'], ['flag', 'choice'], { where, limit: 2 })
      const second = await ask(['count'], ['flag', 'choice'], { where, limit: 2, offset: 2 })
      const third = await ask(['count'], ['flag', 'choice'], { where, limit: 2, offset: 4 })
      assert.deepEqual(
        [first, second, third].map(({ groups: some, hasNext }) => [some.length, hasNext]),
        [
          [2, true],
          [2, true],
          [1, false],
        ],
      )
      assert.deepEqual(
        [...first.groups, ...second.groups, ...third.groups],
        (await ask(['count'], ['flag', 'choice'], { where })).groups,
      )
      assert.deepEqual((await ask(['count'], ['choice'], { where, offset: 10 })).groups, [])
    })

    test('sums are exact, however great', async () => {
      const great = {
        integer: Number.MAX_SAFE_INTEGER,
        price: '9999999999999999.99',
        whole: '999999999999999999',
      }
      await trial.store.transaction(async (session) => {
        for (let index = 0; index < 1500; index++) {
          await trial.insert('samples', { text: 'great', ...great }, session)
          await trial.insert(
            'samples',
            { text: 'low', integer: -great.integer, price: `-${great.price}`, whole: `-${great.whole}` },
            session,
          )
        }
      })
      const integer = BigInt(Number.MAX_SAFE_INTEGER) * 1500n
      const names = ['sum:integer', 'avg:integer', 'sum:price', 'avg:price', 'sum:whole', 'avg:whole']
      assert.deepEqual(await valuesOf(names, labelled('great')), [
        String(integer),
        Number.MAX_SAFE_INTEGER,
        '14999999999999999985.00',
        '9999999999999999.990000',
        '1499999999999999998500',
        '999999999999999999.0000',
      ])
      assert.deepEqual(await valuesOf(names, labelled('low')), [
        String(-integer),
        -Number.MAX_SAFE_INTEGER,
        '-14999999999999999985.00',
        '-9999999999999999.990000',
        '-1499999999999999998500',
        '-999999999999999999.0000',
      ])
      const all = compare('text', 'in', ['great', 'low'])
      assert.deepEqual(await valuesOf(['sum:integer', 'sum:whole'], all), [0, '0'])
    })

    test('averages are rounded to the nearest, halves away from zero', async () => {
      const average = async (text: string, prices: readonly string[]) => {
        for (const price of prices) await make({ text, price, whole: '0', length: 'PT0S' })
        return valuesOf(['avg:price'], labelled(text))
      }
      assert.deepEqual(await average('third', ['0.01', '0.00', '0.00']), ['0.003333'])
      assert.deepEqual(await average('two thirds', ['0.01', '0.01', '0.00']), ['0.006667'])
      assert.deepEqual(await average('minus', ['-0.01', '-0.01', '0.00']), ['-0.006667'])
    })

    test('sums of doubles beyond all doubles are nothing that could be said', async () => {
      for (let index = 0; index < 2; index++) await make({ text: 'huge', number: 1.7e308 })
      assert.deepEqual(await valuesOf(['sum:number', 'max:number'], labelled('huge')), [null, 1.7e308])
    })

    test('texts equal but for case are one group, shown the same way each time', async () => {
      for (const name of ['Bob', 'ada', 'Ada', 'ADA', 'bob']) await make({ text: 'names', name })
      assert.deepEqual(await groups(['count'], ['name'], { where: labelled('names') }), [
        [['ADA'], [3]],
        [['Bob'], [2]],
      ])
    })

    test('moments, days, references and ids of other rows', async () => {
      const { id } = await trial.insert('books', { title: 'of aggregates' })
      const [early, late] = ['2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z']
      await make({ text: 'times', at: early, day: '2026-01-01', bookId: id })
      await make({ text: 'times', at: late, day: '2026-06-01', bookId: id })
      const names = ['min:at', 'max:at', 'min:day', 'max:day', 'max:createdAt']
      assert.deepEqual(await groups(names, ['bookId'], { where: labelled('times') }), [
        [[id], [early, late, '2026-01-01', '2026-06-01', moment]],
      ])
    })

    test('of what a search finds', async () => {
      for (const [title, topic] of [
        ['green tea', 'drinks'],
        ['black tea', 'drinks'],
        ['teapot', 'things'],
        ['cup', 'things'],
      ]) {
        await trial.insert('articles', { title, topic })
      }
      const search = { fields: ['title'], terms: [{ words: ['tea'], isPrefix: true }] }
      const query = {
        where: always,
        search,
        groupBy: ['topic'],
        measures: [parseMeasure('count')!],
        limit: 10,
        offset: 0,
      }
      assert.deepEqual((await trial.store.aggregate(modelOf('articles'), query)).groups, [
        { keys: ['drinks'], values: [2] },
        { keys: ['things'], values: [1] },
      ])
    })

    test('see what their transaction has done', () =>
      trial.store.transaction(async (session) => {
        const model = modelOf('tags')
        const query = { where: always, groupBy: [], measures: [parseMeasure('count')!], limit: 1, offset: 0 }
        await session.insert(
          model,
          { id: '019b7000-0000-7000-8000-0000000000aa', values: { label: 'x' }, at: moment },
          select('tags', ['id']),
        )
        assert.deepEqual((await session.aggregate(model, query)).groups, [{ keys: [], values: [1] }])
      }))

    test('random rows give what they give in memory', async () => {
      const { default: fc } = await import('fast-check')
      const cents = fc.option(fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n))
      const group = fc.option(fc.constantFrom('open', 'done'))
      let turn = 0
      const property = fc.asyncProperty(
        fc.array(fc.tuple(group, cents), { maxLength: 12 }),
        async (drawn) => {
          const text = `random ${++turn}`
          for (const [choice, units] of drawn) {
            await make({ text, choice, price: units === null ? null : toText(units) })
          }
          const found = await groups(['count', 'sum:price', 'min:price', 'max:price'], ['choice'], {
            where: labelled(text),
          })
          const expected = (['done', 'open', null] as const).flatMap((choice): Row[] => {
            const members = drawn.filter(([each]) => each === choice)
            const units = members.map(([, each]) => each).filter((each) => each !== null)
            if (members.length === 0) return []
            const ordered = units.toSorted((left, right) => (left < right ? -1 : 1))
            const shown = [units.reduce((sum, each) => sum + each, 0n), ordered[0], ordered.at(-1)]
            const values: (Scalar | null)[] = shown.map((each) => (units.length === 0 ? null : toText(each!)))
            return [[[choice], [members.length, ...values]]]
          })
          assert.deepEqual(found, expected)
        },
      )
      await fc.assert(property, { numRuns: 60 })
    })
  })
}

function toText(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(3, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
