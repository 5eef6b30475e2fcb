// What happens around a table that is made anew, and to what others have put into the database.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { resource, type AnyResource } from '../../src/declaration/resource/resource.ts'
import { field, type Fields } from '../../src/declaration/schema/field.ts'
import type { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { planFrom, withTrial, type SqliteTrial as Trial } from './trial.ts'

const times = { createdAt: '2030-01-01T00:00:00.000Z', updatedAt: '2030-01-01T00:00:00.000Z' }

const notes = (fields: Fields, options: object = {}): readonly AnyResource[] => [
  resource('notes', { fields, ...options } as never),
]

function insert(trial: Trial, table: string, row: Readonly<Record<string, string | number | null>>): void {
  const all = { version: 1, ...row, ...times }
  const names = Object.keys(all).map((name) => `"${name}"`)
  const values = Object.values(all).map((value) => (typeof value === 'string' ? `'${value}'` : String(value)))
  trial.execute(
    `PRAGMA foreign_keys = ON; INSERT INTO "${table}" (${names.join(', ')}) VALUES (${values.join(', ')})`,
  )
}

/** A migration that has to make the table of notes anew. */
const before = notes({ text: field.text(), mark: field.integer() })
const after = notes({ text: field.text(), mark: field.integer().optional() })
const plan = (await planFrom(before, after))!

describe('a table that is made anew', () => {
  test('keeps indexes and triggers that others have made', async () => {
    await withTrial(async (trial) => {
      await trial.make(before)
      trial.execute(`
        CREATE TABLE log (text TEXT);
        CREATE INDEX mine ON notes (mark) WHERE mark > 7;
        CREATE TRIGGER logged AFTER INSERT ON notes BEGIN INSERT INTO log VALUES (NEW.text); END`)
      await trial.run(plan.up)
      insert(trial, 'notes', { id: 'a', text: 'seen', mark: null })
      assert.deepEqual(trial.all('SELECT * FROM log'), [{ text: 'seen' }])
      assert.equal(trial.all(`SELECT 1 FROM sqlite_schema WHERE name = 'mine'`).length, 1)
    })
  })

  test('keeps views and triggers that look at it from elsewhere', async () => {
    await withTrial(async (trial) => {
      await trial.make(before)
      trial.execute(`
        CREATE TABLE log (text TEXT);
        CREATE VIEW marked AS SELECT text FROM notes WHERE mark IS NOT NULL;
        CREATE TRIGGER told AFTER INSERT ON log BEGIN UPDATE notes SET mark = 9 WHERE text = NEW.text; END`)
      insert(trial, 'notes', { id: 'a', text: 'seen', mark: 1 })
      await trial.run(plan.up)
      trial.execute(`INSERT INTO log VALUES ('seen')`)
      assert.deepEqual(trial.all('SELECT mark, marked.text FROM marked, notes'), [{ mark: 9, text: 'seen' }])
    })
  })

  test('is left alone where it has a column nobody declared', async () => {
    await withTrial(async (trial) => {
      await trial.make(before)
      trial.execute(`ALTER TABLE notes ADD COLUMN stray TEXT DEFAULT 'precious'`)
      insert(trial, 'notes', { id: 'a', text: 'kept', mark: 1 })
      await assert.rejects(trial.run(plan.up), (error: DeclarationError) => {
        assert.equal(error.faults[0]!.path, 'notes.stray')
        return true
      })
      assert.deepEqual(trial.all('SELECT text, stray FROM notes'), [{ text: 'kept', stray: 'precious' }])
    })
  })

  test('gives no id twice, though the row is gone', async () => {
    const counted = (mark: Fields[string]) => notes({ text: field.text(), mark }, { id: 'integer' })
    await withTrial(async (trial) => {
      await trial.make(counted(field.integer()))
      for (const text of ['a', 'b', 'c']) insert(trial, 'notes', { text, mark: 1 })
      trial.execute('DELETE FROM notes')
      await trial.run((await planFrom(counted(field.integer()), counted(field.integer().optional())))!.up)
      insert(trial, 'notes', { text: 'd', mark: 1 })
      assert.deepEqual(trial.all('SELECT id FROM notes'), [{ id: 4 }])
    })
  })

  test('is still searched, and what is written afterwards is found', async () => {
    const searched = (mark: Fields[string]) => notes({ text: field.text(), mark }, { search: ['text'] })
    await withTrial(async (trial) => {
      await trial.make(searched(field.integer()))
      insert(trial, 'notes', { id: 'a', text: 'green tea', mark: 1 })
      await trial.run((await planFrom(searched(field.integer()), searched(field.integer().optional())))!.up)
      insert(trial, 'notes', { id: 'b', text: 'black tea', mark: 1 })
      trial.execute(`UPDATE notes SET text = 'red tea' WHERE id = 'a'`)
      const find = (word: string) =>
        trial.all('SELECT id FROM notes_search WHERE notes_search MATCH ? ORDER BY id', word)
      assert.deepEqual(find('tea'), [{ id: 'a' }, { id: 'b' }])
      assert.deepEqual([find('green'), find('red')], [[], [{ id: 'a' }]])
    })
  })

  test('that refers to itself keeps its rows', async () => {
    const tree = (mark: Fields[string]) =>
      notes({ mark, parentId: field.reference('notes', { onDelete: 'cascade' }).optional() })
    await withTrial(async (trial) => {
      await trial.make(tree(field.integer()))
      insert(trial, 'notes', { id: 'a', mark: 1, parentId: null })
      insert(trial, 'notes', { id: 'b', mark: 1, parentId: 'a' })
      await trial.run((await planFrom(tree(field.integer()), tree(field.text())))!.up)
      await trial.expect(tree(field.text()))
      assert.deepEqual(trial.all('SELECT id, mark, "parentId" FROM notes'), [
        { id: 'a', mark: '1', parentId: null },
        { id: 'b', mark: '1', parentId: 'a' },
      ])
    })
  })

  test('is as it was where a row cannot be copied', async () => {
    const typed = (mark: Fields[string]) => notes({ mark })
    await withTrial(async (trial) => {
      await trial.make(typed(field.text()))
      insert(trial, 'notes', { id: 'a', mark: '12' })
      const toNumber = (await planFrom(typed(field.text()), typed(field.integer())))!
      await trial.run(toNumber.up)
      assert.deepEqual(trial.all('SELECT mark FROM notes'), [{ mark: 12 }])
      await trial.run(toNumber.down)
      insert(trial, 'notes', { id: 'b', mark: 'twelve' })
      await assert.rejects(trial.run(toNumber.up), /cannot store TEXT/)
      assert.deepEqual(trial.all('SELECT mark FROM notes'), [{ mark: '12' }, { mark: 'twelve' }])
      await trial.expect(typed(field.text()))
    })
  })

  test('may not refer to rows that are not there', async () => {
    const shops = resource('shops', { fields: {} })
    const sold = (shopId: Fields[string]) => [shops, ...notes({ shopId })]
    await withTrial(async (trial) => {
      await trial.make(sold(field.text()))
      insert(trial, 'notes', { id: 'a', shopId: 'nowhere' })
      const { up } = (await planFrom(sold(field.text()), sold(field.reference('shops'))))!
      await assert.rejects(trial.run(up), /rows of notes that refer to no row of shops/)
      await trial.expect(sold(field.text()))
    })
  })

  test('has values of every kind as before', async () => {
    const values: Fields = {
      text: field.text(),
      number: field.number(),
      flag: field.boolean(),
      amount: field.decimal(),
      moment: field.timestamp(),
      day: field.date(),
      length: field.duration(),
      extra: field.json(),
      lines: field.list(field.text()),
    }
    const row = {
      text: 'it\'\'s \\ "quoted"\u{1F600}',
      number: 1e300,
      flag: 1,
      amount: Number.MAX_SAFE_INTEGER,
      moment: '2030-01-01T00:00:00.000Z',
      day: '2030-01-01',
      length: -1500,
      extra: '{"a":null}',
      lines: '["x"]',
    }
    await withTrial(async (trial) => {
      await trial.make(notes({ ...values, mark: field.integer() }))
      insert(trial, 'notes', { id: 'a', ...row, mark: 1 })
      const kept = trial.all('SELECT * FROM notes').map((each) => ({ ...(each as object), mark: null }))
      await trial.run(
        (await planFrom(
          notes({ ...values, mark: field.integer() }),
          notes({ ...values, mark: field.integer().optional() }),
        ))!.up,
      )
      trial.execute('UPDATE notes SET mark = NULL')
      assert.deepEqual(trial.all('SELECT * FROM notes'), kept)
    })
  })
})

describe('names', () => {
  const changes: Readonly<Record<string, readonly [readonly AnyResource[], readonly AnyResource[]]>> = {
    'may be those that every object has': [
      notes({ text: field.text() }),
      [
        ...notes({ text: field.text(), mark: field.text().default('x').column('constructor') }),
        resource('others', { table: 'valueOf', fields: { text: field.text().column('__proto__') } }),
      ],
    ],
    'of columns may change in case alone': [
      notes({ text: field.text().column('Text') }),
      notes({ text: field.text().renamedFrom('Text') }),
    ],
    'of tables may change in case alone': [
      notes({ text: field.text() }, { table: 'Notes' }),
      notes({ text: field.text().optional() }, { renamedFrom: 'Notes' }),
    ],
    'may be words of SQL': [
      notes({ text: field.text() }, { table: 'select' }),
      notes(
        { text: field.text().optional().column('from'), groupId: field.reference('notes').optional() },
        {
          table: 'order',
          renamedFrom: 'select',
        },
      ),
    ],
  }
  for (const [title, [one, other]] of Object.entries(changes))
    test(title, async () => {
      await withTrial(async (trial) => {
        await trial.make(one)
        const change = (await planFrom(one, other, async () => null))!
        for (const work of [change.up, change.down, change.up]) {
          await trial.run(work)
          await trial.expect(work === change.up ? other : one)
        }
      })
    })
})

describe('values of another type', () => {
  const cases = [
    ['whole number to decimal', field.integer(), field.decimal({ scale: 2 }), -7, -700],
    ['decimal to fewer places, rounded', field.decimal({ scale: 2 }), field.decimal({ scale: 0 }), -150, -2],
    ['decimal to text', field.decimal({ scale: 2 }), field.text(), -5, '-0.05'],
    ['decimal to number', field.decimal({ scale: 2 }), field.number(), 1250, 12.5],
    ['number to decimal', field.number(), field.decimal({ scale: 2 }), 12.346, 1235],
    ['flag to text', field.boolean(), field.text(), 1, 'true'],
    ['text to flag', field.text(), field.boolean(), 'false', 0],
    ['text to JSON', field.text(), field.json(), 'a "b"', '"a \\"b\\""'],
    ['JSON to text', field.json(), field.text().optional(), '"a \\"b\\""', 'a "b"'],
    ['text to decimal', field.text(), field.decimal({ scale: 3 }), '-0.05', -50],
    [
      'whole text to decimal',
      field.text(),
      field.decimal({ scale: 2 }),
      '9007199254740.99',
      900_719_925_474_099,
    ],
    ['flag to whole number', field.boolean(), field.integer(), 1, 1],
    ['whole number to flag', field.integer(), field.boolean(), 5, 1],
  ] as const
  for (const [title, from, to, value, expected] of cases) {
    test(title, async () => {
      await withTrial(async (trial) => {
        await trial.make(notes({ mark: from }))
        insert(trial, 'notes', { id: 'a', mark: value })
        await trial.run((await planFrom(notes({ mark: from }), notes({ mark: to })))!.up)
        assert.deepEqual(trial.all('SELECT mark FROM notes'), [{ mark: expected }])
        await trial.expect(notes({ mark: to }))
      })
    })
  }
})

describe('a text that nothing can be made of fails the migration', () => {
  const values = {
    decimal: [
      field.decimal(),
      ['', '.5', 'abc', '1.234', '1.000', '1e0', '1e5', '1.2.3', '--1', '1-1', '1 2', '-'],
    ],
    flag: [field.boolean(), ['', 'yes', '2', 'TRUE']],
    number: [field.integer(), ['', 'abc', '1.5', '0x10']],
  } as const
  for (const [name, [to, texts]] of Object.entries(values))
    for (const value of texts)
      test(`"${value}" is no ${name}`, async () => {
        await withTrial(async (trial) => {
          await trial.make(notes({ mark: field.text() }))
          insert(trial, 'notes', { id: 'a', mark: value })
          const { up } = (await planFrom(notes({ mark: field.text() }), notes({ mark: to })))!
          await assert.rejects(trial.run(up), /cannot store (TEXT|REAL) value in INTEGER column/)
          assert.deepEqual(trial.all('SELECT mark FROM notes'), [{ mark: value }])
        })
      })
})

test('tables that refer to each other are dropped together', async () => {
  const kept = resource('kept', { fields: { text: field.text() } })
  const ring = [
    resource('hens', { fields: { eggId: field.reference('eggs', { onDelete: 'setNull' }).optional() } }),
    resource('eggs', { fields: { henId: field.reference('hens', { onDelete: 'cascade' }).optional() } }),
  ]
  await withTrial(async (trial) => {
    await trial.make([kept, ...ring])
    insert(trial, 'hens', { id: 'h', eggId: null })
    insert(trial, 'eggs', { id: 'e', henId: 'h' })
    trial.execute(`UPDATE hens SET "eggId" = 'e'`)
    const change = (await planFrom([kept, ...ring], [kept]))!
    await trial.run(change.up)
    await trial.expect([kept])
    await trial.run(change.down)
    await trial.expect([kept, ...ring])
  })
})
