// What stays as it is when tables of PostgreSQL are changed in place, and what values become.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { resource, type AnyResource } from '../../src/declaration/resource/resource.ts'
import { field, type AnyField, type Fields } from '../../src/declaration/schema/field.ts'
import { skip } from '../store/postgres-database.ts'
import { planMigration } from '../../src/engine/migrations/plan.ts'
import { noRenames } from '../../src/engine/migrations/renames.ts'
import { postgresMigrations } from '../../src/engine/migrations/postgres/script.ts'
import { snapshotOf, withPostgres, type PostgresTrial } from './trial.ts'

const id = '00000000-0000-7000-8000-000000000001'

const notes = (fields: Fields, options: object = {}): readonly AnyResource[] => [
  resource('notes', { fields, ...options } as never),
]

/** The number of the file that each index is kept in: one that is made anew gets another. */
async function readFiles(trial: PostgresTrial): Promise<string[]> {
  const rows = (await trial.all(
    `SELECT relfilenode AS n FROM pg_class WHERE relkind IN ('i', 'r') AND relname NOT LIKE 'ninety%'
     AND relnamespace = current_schema()::regnamespace ORDER BY 1`,
  )) as { n: number }[]
  return rows.map(({ n }) => String(n))
}

describe('names of PostgreSQL tables and columns', { skip }, () => {
  const changes: Readonly<Record<string, readonly [readonly AnyResource[], readonly AnyResource[]]>> = {
    'of a table, with all that is called after it': [
      notes(
        {
          text: field.text().unique(),
          parentId: field.reference('notes', { onDelete: 'setNull' }).optional(),
        },
        { search: ['text'] },
      ),
      [
        resource('papers', {
          renamedFrom: 'notes',
          fields: {
            text: field.text().unique(),
            parentId: field.reference('papers', { onDelete: 'setNull' }).optional(),
          },
          search: ['text'],
        }),
      ] as never,
    ],
    'of a column, with all that is called after it': [
      notes({ text: field.text().ignoreCase().unique() }, { search: ['text'] }),
      notes({ body: field.text().ignoreCase().unique().renamedFrom('text') }, { search: ['body'] }),
    ],
    'that are words of SQL, or differ in case alone': [
      notes({ text: field.text().indexed().column('Text') }, { table: 'select' }),
      notes({ text: field.text().indexed().renamedFrom('Text') }, { table: 'order', renamedFrom: 'select' }),
    ],
    'that are too long': [
      notes({ text: field.text().unique().column('a'.repeat(60)) }),
      notes({ text: field.text().unique().column('b'.repeat(60)).renamedFrom('a'.repeat(60)) }),
    ],
  }
  for (const [title, [one, other]] of Object.entries(changes))
    test(`change ${title}, and nothing is made anew`, async () => {
      await withPostgres(async (trial) => {
        await trial.make(one)
        const files = await readFiles(trial)
        const plan = await trial.plan(one, other)
        for (const work of [plan.up, plan.down, plan.up]) {
          await trial.run(work)
          await trial.expect(work === plan.up ? other : one)
          assert.deepEqual(await readFiles(trial), files)
        }
      })
    })
})

test('tables that refer to each other are dropped together', { skip }, async () => {
  const kept = resource('kept', { fields: { text: field.text() } })
  const ring = [
    resource('hens', { fields: { eggId: field.reference('eggs', { onDelete: 'setNull' }).optional() } }),
    resource('eggs', { fields: { henId: field.reference('hens', { onDelete: 'cascade' }).optional() } }),
  ]
  await withPostgres(async (trial) => {
    await trial.make([kept, ...ring])
    const change = await trial.plan([kept, ...ring], [kept])
    await trial.run(change.up)
    await trial.expect([kept])
    await trial.run(change.down)
    await trial.expect([kept, ...ring])
  })
})

test('ids become texts, and what refers to them follows', { skip }, async () => {
  const declare = (kind: 'uuid' | 'text') =>
    [
      resource('shops', { id: kind, fields: { name: field.text() } } as never),
      resource('notes', {
        fields: { shopId: field.reference('shops', { id: kind, onDelete: 'setNull' } as never).optional() },
      }),
    ] as readonly AnyResource[]
  await withPostgres(async (trial) => {
    const [before, after] = [declare('uuid'), declare('text')]
    await trial.make(before)
    await trial.insert(before, 'shops', id, { name: 'Corner' })
    await trial.insert(before, 'notes', id, { shopId: id })
    const plan = await trial.plan(before, after)
    await trial.run(plan.up)
    await trial.expect(after)
    await trial.insert(after, 'shops', 'plain', { name: 'Other' })
    await assert.rejects(trial.run(plan.down), /not converted: plain/)
    await trial.execute(`DELETE FROM shops WHERE id = 'plain'`)
    await trial.run(plan.down)
    await trial.expect(before)
    assert.equal(((await trial.find(before, 'notes', id)) as { shopId?: string }).shopId, id)
  })
})

describe('values of another type on PostgreSQL', { skip }, () => {
  const cases: readonly (readonly [
    title: string,
    from: AnyField,
    to: AnyField,
    value: unknown,
    expected: unknown,
  ])[] = [
    ['whole number to decimal', field.integer(), field.decimal({ scale: 2 }), -7, '-7.00'],
    ['decimal to fewer places', field.decimal({ scale: 2 }), field.decimal({ scale: 0 }), '-1.50', '-2'],
    ['decimal to text', field.decimal({ scale: 2 }), field.text(), '-0.05', '-0.05'],
    ['number to whole number', field.number(), field.integer(), -2.5, -3],
    ['number to decimal', field.number(), field.decimal({ scale: 2 }), 12.346, '12.35'],
    ['flag to text', field.boolean(), field.text(), true, 'true'],
    ['text to flag', field.text(), field.boolean(), '0', false],
    ['text to JSON', field.text(), field.json(), 'a "b"', 'a "b"'],
    ['JSON to text', field.json(), field.text().optional(), 'a "b"', 'a "b"'],
    ['text to decimal', field.text(), field.decimal({ scale: 3 }), '-0.05', '-0.050'],
    ['text to day', field.text(), field.date(), '2030-02-28', '2030-02-28'],
    [
      'moment to text',
      field.timestamp(),
      field.text(),
      '2030-01-01T00:00:00.000Z',
      '2030-01-01T00:00:00.000Z',
    ],
    ['day to moment', field.date(), field.timestamp(), '2030-01-01', '2030-01-01T00:00:00.000Z'],
    ['UUID to text', field.uuid(), field.text(), id, id],
  ]
  for (const [title, from, to, value, expected] of cases)
    test(title, async () => {
      await withPostgres(async (trial) => {
        await trial.make(notes({ mark: from }))
        await trial.insert(notes({ mark: from }), 'notes', id, { mark: value })
        await trial.run((await trial.plan(notes({ mark: from }), notes({ mark: to }))).up)
        await trial.expect(notes({ mark: to }))
        const { mark } = (await trial.find(notes({ mark: to }), 'notes', id)) as { mark?: unknown }
        assert.deepEqual(mark, expected)
      })
    })
})

describe('a text that nothing can be made of fails the migration', { skip }, () => {
  const values: Readonly<Record<string, readonly [AnyField, readonly string[]]>> = {
    decimal: [field.decimal(), ['', '.5', 'abc', '1.234', '1e5', '--1', '1 2', 'NaN', 'Infinity']],
    flag: [field.boolean(), ['', 'yes', '2', 'TRUE', 't']],
    integer: [field.integer(), ['', 'abc', '1.5', '0x10', ' 1', '9223372036854775808']],
    number: [field.number(), ['', 'NaN', 'Infinity', '1e999', '1,5']],
    day: [field.date(), ['', 'yesterday', '01/02/2030', '2030-02-30', 'infinity']],
    moment: [field.timestamp(), ['now', '2030-01-01', '2030-01-01 00:00:00']],
    UUID: [field.uuid(), ['', 'x', `{${id}}`]],
  }
  for (const [name, [to, texts]] of Object.entries(values))
    test(`no ${name}: ${texts.map((text) => JSON.stringify(text)).join(', ')}`, async () => {
      const before = notes({ mark: field.text() })
      await withPostgres(async (trial) => {
        await trial.make(before)
        const { up } = await trial.plan(before, notes({ mark: to }))
        for (const value of texts) {
          await trial.execute('DELETE FROM notes')
          await trial.insert(before, 'notes', id, { mark: value })
          await assert.rejects(trial.run(up), /invalid input|out of range|overflow/, value)
          assert.deepEqual(await trial.all('SELECT mark FROM notes'), [{ mark: value }])
        }
      })
    })
})

test('a search that takes texts apart otherwise is made anew', { skip }, async () => {
  const searched = notes({ text: field.text() }, { search: ['text'] })
  await withPostgres(async (trial) => {
    await trial.make(searched)
    const now = snapshotOf(searched, 'postgres')
    await trial.execute(
      `CREATE FUNCTION ninety_words_0(VARIADIC contents text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE AS 'SELECT NULL::tsvector'`,
    )
    const plan = planMigration({ ...now, words: 'ninety_words_0' }, now, noRenames, postgresMigrations)!
    await trial.run(plan.down)
    await assert.rejects(trial.expect(searched))
    await trial.run(plan.up)
    await trial.expect(searched)
  })
})
