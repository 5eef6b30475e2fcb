// A condition means the same in memory and in the database, whatever the rows are.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  always,
  and,
  compare,
  not,
  or,
  type Condition,
  type Operator,
  type Scalar,
} from '../../../src/declaration/condition/condition.ts'
import { matches } from '../../../src/declaration/condition/matches.ts'
import type { ListQuery } from '../../../src/declaration/resource/query.ts'
import { createModels } from '../../../src/declaration/resource/registry.ts'
import { resource } from '../../../src/declaration/resource/resource.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import { InvalidValue } from '../../../src/declaration/schema/kind.ts'
import type { Session } from '../../../src/engine/store/store.ts'
import { createUuidV7 } from '../../../src/kernel/values/uuid-v7.ts'
import { sqlite } from '../../../src/sqlite.ts'

const model = createModels([
  resource('samples', {
    fields: {
      text: field.text().optional(),
      lines: field.text().multiline().optional(),
      name: field.text().ignoreCase().optional(),
      email: field.email().optional(),
      state: field.choice('open', 'Open', 'done').optional(),
      integer: field.integer().optional(),
      number: field.number().optional(),
      price: field.decimal().optional(),
      whole: field.decimal({ scale: 0 }).optional(),
      rate: field.decimal({ scale: 9 }).asNumber().optional(),
      isNew: field.boolean().optional(),
      at: field.timestamp().optional(),
      day: field.date().optional(),
      length: field.duration().optional(),
      token: field.uuid().optional(),
      required: field.text(),
    },
  }),
]).get('samples')!

// Characters whose case, order or meaning is special to somebody.
const unit = fc.oneof(
  fc.constantFrom(...'aAbBzZ_%\\[]^`@{}~?*"\' 09éÉßıİKﬀ\u0301\ue000😀𝒜'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
)
const text = fc.string({ unit, maxLength: 6 })
const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat({ max: 9 }))
  .map(([isNegative, digits, places]) => {
    const plain = String(digits).padStart(places + 1, '0')
    const fraction = places === 0 ? '' : `.${plain.slice(-places)}`
    return `${isNegative ? '-' : ''}${plain.slice(0, plain.length - places)}${fraction}`
  })
const moment = fc
  .oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }))
  .map((milliseconds) => new Date(milliseconds).toISOString())
const number = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const length = fc
  .tuple(fc.constantFrom('', '-'), fc.nat({ max: 3 }), fc.nat({ max: 999 }))
  .map(([sign, seconds, rest]) => `${sign}PT${seconds}.${String(rest).padStart(3, '0')}S`)

const sources: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  text,
  lines: fc.string({ unit: fc.oneof(unit, fc.constantFrom('\n', '\t', '\r')), maxLength: 6 }),
  name: text,
  email: fc.constantFrom('ada@example.org', 'Ada@Example.org', 'bob@example.org', 'a@b'),
  state: fc.constantFrom('open', 'Open', 'done'),
  integer: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.maxSafeInteger()),
  number,
  price: decimal,
  whole: decimal,
  rate: decimal,
  isNew: fc.boolean(),
  at: moment,
  day: moment.map((each) => each.slice(0, 10)),
  length,
  token: fc.uuid(),
  required: text,
}

/** Values as the field takes them in. */
const valueOf = (name: string): fc.Arbitrary<Scalar> => {
  const { kind, definition } = model.properties.get(name)!
  return sources[name]!.map((sent) => kind.normalize(sent, definition))
    .filter((value) => !(value instanceof InvalidValue))
    .map((value) => value as Scalar)
}
const names = Object.keys(sources)
const values = Object.fromEntries(names.map((name) => [name, valueOf(name)]))

const row = fc.record(
  Object.fromEntries(
    names.map((name) => [name, name === 'required' ? values[name]! : fc.option(values[name]!, { freq: 4 })]),
  ),
)
type Row = Readonly<Record<string, Scalar | null>>

// What no row of most fields can have.
const foreign = fc.constantFrom<Scalar>('abc', '', '1', '1e3', '-', 5, 0.5, -1, true)

/** Comparisons mostly with values the rows have, so that equality and bounds are met. */
const comparisonWith = (rows: readonly Row[]) =>
  fc.constantFrom(...names).chain((name) => {
    const { kind, definition } = model.properties.get(name)!
    const present = rows.map((each) => each[name] ?? null).filter((value) => value !== null)
    const any = values[name]!
    const value =
      present.length === 0
        ? any
        : fc.oneof(
            { arbitrary: fc.constantFrom(...present), weight: 6 },
            { arbitrary: any, weight: 3 },
            foreign,
          )
    const swapped = value.map((each) =>
      typeof each === 'string' && definition.kind === 'text' ? swapCase(each) : each,
    )
    const collation = kind.collation?.(definition)
    return fc
      .constantFrom(...kind.operators)
      .chain((operator) =>
        operandOf(operator, fc.oneof(value, swapped)).map((operand) =>
          compare(name, operator, operand, collation),
        ),
      )
  })

// Letters beyond ASCII as well: their case is never disregarded.
const swapCase = (value: string): string =>
  [...value].map((each) => (each === each.toLowerCase() ? each.toUpperCase() : each.toLowerCase())).join('')

function operandOf(
  operator: Operator,
  value: fc.Arbitrary<Scalar>,
): fc.Arbitrary<Scalar | readonly Scalar[]> {
  switch (operator) {
    case 'null':
      return fc.boolean()
    case 'in':
    case 'nin':
      return fc.array(value, { maxLength: 4 })
    case 'between':
      return fc.tuple(value, value)
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return fc
        .tuple(value, fc.nat({ max: 4 }), fc.nat({ max: 4 }))
        .map(([whole, start, end]) => [...String(whole)].slice(start, start + end).join(''))
    default:
      return value
  }
}

const conditionOn = (rows: readonly Row[]) =>
  fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      comparisonWith(rows),
      fc.array(tie('condition'), { maxLength: 3 }).map((of): Condition => and(...of)),
      fc.array(tie('condition'), { maxLength: 3 }).map((of): Condition => or(...of)),
      tie('condition').map(not),
      // Not folded, as a condition from elsewhere may not be.
      tie('condition').map((of): Condition => ({ kind: 'not', of: { kind: 'not', of } })),
    ),
  })).condition

const rowsAndConditions = fc
  .array(row, { minLength: 1, maxLength: 6 })
  .chain((rows) =>
    fc.tuple(
      fc.constant(rows as readonly Row[]),
      fc.array(conditionOn(rows as readonly Row[]), { minLength: 8, maxLength: 8 }),
    ),
  )

const everything: ListQuery = {
  where: always,
  sort: [{ property: 'id', descending: false }],
  start: { kind: 'first' },
  limit: 100,
  selection: { properties: [{ name: 'id' }], expansions: [], form: 'code' },
}

class Undone extends Error {}

describe('matches and the store', async () => {
  const store = sqlite()
  await store.prepare([model])
  after(() => store.close())

  /** Works on a table that has just these rows, and leaves none of them. */
  async function withRows(rows: readonly Row[], work: (session: Session, ids: string[]) => Promise<void>) {
    const run = store.transaction(async (session) => {
      const ids: string[] = []
      for (const each of rows) {
        const id = createUuidV7(0)
        await session.insert(
          model,
          { id, values: each, at: '2026-01-01T00:00:00.000Z' },
          everything.selection,
        )
        ids.push(id)
      }
      await work(session, ids)
      throw new Undone()
    })
    await run.catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })
  }

  it('agree on random conditions over random rows', async () => {
    await fc.assert(
      fc.asyncProperty(rowsAndConditions, ([rows, conditions]) =>
        withRows(rows, async (session, ids) => {
          for (const where of conditions) {
            const found = await session.list(model, { ...everything, where })
            const expected = ids.filter((_, index) => matches(where, rows[index]!))
            assert.deepEqual(
              found.rows.map(({ id }) => id),
              expected,
              JSON.stringify(where),
            )
            assert.equal(await session.count(model, where), expected.length)
          }
        }),
      ),
      { numRuns: 500 },
    )
  })

  it('agree that a row has the values it was written with', async () => {
    await fc.assert(
      fc.asyncProperty(row, (written) =>
        withRows([written as Row], async (session, [id]) => {
          for (const [name, value] of Object.entries(written as Row)) {
            const { kind, definition } = model.properties.get(name)!
            const where =
              value === null
                ? compare(name, 'null', true)
                : compare(name, 'eq', value, kind.collation?.(definition))
            const { rows } = await session.list(model, { ...everything, where })
            assert.deepEqual([matches(where, written), rows[0]?.id], [true, id], JSON.stringify(where))
          }
        }),
      ),
      { numRuns: 50 },
    )
  })
})
