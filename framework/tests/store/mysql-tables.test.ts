import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import type { Model } from '../../src/declaration/resource/model.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field, type Fields } from '../../src/declaration/schema/field.ts'
import { selectNames } from '../../src/declaration/resource/query.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { InternalError, UniqueViolation, ValidationFailed } from '../../src/kernel/problem/catalogue.ts'
import { mysql } from '../../src/mysql.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { createDatabase, skip } from './mysql-database.ts'

const at = '2026-03-01T09:30:00.000Z'
const id = '019b7000-0000-7000-8000-000000000001'

const notes = (fields: Fields, options: object = {}): Model =>
  createModels([resource('notes', { fields, ...options })]).get('notes')!

const select = (model: Model) => selectNames([...model.properties.keys()])

async function withStore(url: string, models: readonly Model[], use: (store: Store) => Promise<void>) {
  const store = mysql(url)
  try {
    await store.prepare(models)
    await use(store)
  } finally {
    await store.close()
  }
}

describe('mysql tables', { skip }, () => {
  test('columns have types of their own', async () => {
    const database = await createDatabase()
    const model = notes({
      text: field.text(),
      name: field.text().ignoreCase(),
      code: field.text().max(20).indexed(),
      title: field.text().indexed(),
      integer: field.integer(),
      number: field.number(),
      price: field.decimal({ precision: 12, scale: 3 }),
      flag: field.boolean(),
      at: field.timestamp(),
      day: field.date(),
      token: field.uuid(),
      data: field.json(),
    })
    await withStore(database.url, [model], async () => {})
    const rows = await database.query(
      `SELECT column_name AS "name", column_type AS "type", collation_name AS "collation" FROM information_schema.columns
       WHERE table_schema = database() AND table_name = 'notes' ORDER BY ordinal_position`,
    )
    const shown = rows.map(({ name, type, collation }) => [name, type, collation].map(String))
    assert.deepEqual(
      shown.map(([name, type]) => `${name} ${type}`),
      [
        'id char(36)',
        'version int(11)',
        'text longtext',
        'name longtext',
        'name_folded longblob',
        'code varchar(20)',
        'title varchar(758)',
        'integer bigint(20)',
        'number double',
        'price decimal(38,3)',
        'flag tinyint(1)',
        'at datetime(3)',
        'day date',
        'token char(36)',
        'data longtext',
        'createdAt datetime(3)',
        'updatedAt datetime(3)',
      ],
    )
    assert.deepEqual(
      new Set(shown.map(([, , collation]) => collation)),
      new Set(['null', 'ascii_bin', 'utf8mb4_nopad_bin']),
    )
  })

  test('making tables again changes nothing', async () => {
    const { url } = await createDatabase()
    const model = notes({ text: field.text().unique().indexed() }, { search: ['text'] })
    await withStore(url, [model], async (store) => {
      await store.insert(model, { id, values: { text: 'kept' }, at }, select(model))
      await store.prepare([model])
      assert.equal(await store.count(model, always), 1)
    })
  })

  test('ten processes make them at once', async () => {
    const { url } = await createDatabase()
    const model = notes(
      { text: field.text().unique(), parentId: field.reference('notes', { onDelete: 'setNull' }).optional() },
      { search: ['text'] },
    )
    const stores = Array.from({ length: 10 }, () => mysql(url, { connections: 2 }))
    await Promise.all(stores.map((store) => store.prepare([model])))
    await Promise.all(stores.map((store) => store.close()))
  })

  const added = {
    optional: [field.text().optional(), null],
    'with a default': [field.text().default(`it's \\ new`), `it's \\ new`],
    'a decimal with a default': [field.decimal().default('1.50'), '1.50'],
    'a flag with a default': [field.boolean().default(true), true],
  } as const
  for (const [name, [addition, expected]] of Object.entries(added)) {
    test(`rows take a new field: ${name}`, async () => {
      const { url } = await createDatabase()
      const before = notes({ text: field.text() })
      await withStore(url, [before], async (store) => {
        await store.insert(before, { id, values: { text: 'old' }, at }, select(before))
      })
      const model = notes({ text: field.text(), more: addition })
      await withStore(url, [model], async (store) => {
        const found = await store.find(model, { id, where: always, selection: selectNames(['more']) })
        assert.deepEqual(JSON.parse(found!.json), { more: expected })
      })
    })
  }

  test('a new field that must have a value is refused where rows have none', async () => {
    const { url } = await createDatabase()
    const before = notes({ text: field.text() })
    await withStore(url, [before], async (store) => {
      await store.insert(before, { id, values: { text: 'old' }, at }, select(before))
    })
    const model = notes({ text: field.text(), more: field.integer() })
    await assert.rejects(
      withStore(url, [model], async () => {}),
      (error) => error instanceof DeclarationError && error.faults[0]?.path === 'notes.fields.more',
    )
    await withStore(url, [before], async (store) => assert.equal(await store.count(before, always), 1))
  })

  test('other fields are searched from the next start on', async () => {
    const { url } = await createDatabase()
    const fields = { title: field.text(), body: field.text() }
    const find = (store: Store, model: Model, word: string) =>
      store.count(model, always, {
        search: { fields: model.search, terms: [{ words: [word], isPrefix: false }] },
      })
    const before = notes(fields, { search: ['title'] })
    await withStore(url, [before], async (store) => {
      await store.insert(before, { id, values: { title: 'one', body: 'two' }, at }, select(before))
      assert.deepEqual([await find(store, before, 'one'), await find(store, before, 'two')], [1, 0])
    })
    const model = notes(fields, { search: ['body', 'title'] })
    await withStore(url, [model], async (store) =>
      assert.deepEqual([await find(store, model, 'one'), await find(store, model, 'two')], [1, 1]),
    )
  })

  test('a search is found in rows that somebody else has written', async () => {
    const database = await createDatabase()
    const model = notes({ title: field.text() }, { search: ['title'] })
    await withStore(database.url, [model], async (store) => {
      await database.query(
        `INSERT INTO notes (id, version, title, "createdAt", "updatedAt") VALUES ('${id}', 1, 'Ünder ΟΔΟΣ', now(3), now(3))`,
      )
      for (const word of ['under', 'οδος', 'ΟΔΟΣ']) {
        const search = { fields: ['title'], terms: [{ words: [word], isPrefix: false }] }
        assert.equal(await store.count(model, always, { search }), 1, word)
      }
    })
  })

  test('a column somebody else keeps is not dropped for the search', async () => {
    const database = await createDatabase()
    const model = notes({ title: field.text() }, { search: ['title'] })
    await withStore(database.url, [notes({ title: field.text() })], async () => {})
    await database.query('ALTER TABLE notes ADD COLUMN notes_search text')
    await assert.rejects(
      withStore(database.url, [model], async () => {}),
      DeclarationError,
    )
  })

  test('a text of a megabyte is kept and found', async () => {
    const { url } = await createDatabase()
    const model = notes({ body: field.text().max(2_000_000) }, { search: ['body'] })
    await withStore(url, [model], async (store) => {
      const words = Array.from({ length: 150_000 }, (_, index) => index.toString(36))
      const body = `${words.join(' ')} ${'y'.repeat(5000)}`
      await store.insert(model, { id, values: { body }, at }, select(model))
      const search = { fields: ['body'], terms: [{ words: [words[9]!], isPrefix: false }] }
      assert.equal(await store.count(model, always, { search }), 1)
    })
  })

  test('a row longer than the server may send is no answer', async () => {
    const database = await createDatabase()
    const [setting] = await database.query('SELECT @@max_allowed_packet AS most')
    const text = 'x'.repeat(0.6 * Number(setting?.['most']))
    const model = notes({ text: field.text(), more: field.text().optional() })
    const none = selectNames(['id'])
    await withStore(database.url, [model], async (store) => {
      await store.insert(model, { id, values: { text }, at }, none)
      await store.update(model, { id, version: 1, values: { more: text }, at }, none)
      const find = async (name: string) =>
        store.find(model, { id, where: always, selection: selectNames([name]) })
      assert.equal((await find('more'))?.json.length, text.length + '{"more":""}'.length)
      await assert.rejects(
        async () => store.find(model, { id, where: always, selection: select(model) }),
        InternalError,
      )
    })
  })

  test('a text too long for its index is refused', async () => {
    const { url } = await createDatabase()
    const model = notes({ text: field.text().ignoreCase().unique() })
    await withStore(url, [model], async (store) => {
      const text = 'x'.repeat(769)
      const work = store.insert(model, { id, values: { text }, at }, select(model))
      await assert.rejects(work, (error) => {
        assert.ok(error instanceof ValidationFailed)
        assert.deepEqual(
          error.errors?.map(({ pointer, code }) => [pointer, code]),
          [['/text', 'too_long']],
        )
        return true
      })
    })
  })

  const many = (count: number, create: () => Fields[string]): Fields =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, create()]))
  const tooMuch: readonly [name: string, fields: Fields, expected: RegExp][] = [
    ['indexes', many(64, () => field.integer().optional().indexed()), /need more indexes than the 64/],
    [
      'long texts with an index',
      many(22, () => field.text().optional().indexed()),
      /more than the 65,535 bytes/,
    ],
  ]
  for (const [name, fields, expected] of tooMuch) {
    test(`too many ${name} are told of with their resource`, async () => {
      const { url } = await createDatabase()
      for (const models of [[notes(fields)], [notes({}), notes(fields)]]) {
        for (const model of models.slice(0, -1)) await withStore(url, [model], async () => {})
        await assert.rejects(
          withStore(url, models.slice(-1), async () => {}),
          (error) => {
            assert.ok(error instanceof DeclarationError, String(error))
            assert.equal(error.faults[0]?.path, 'notes.fields')
            assert.match(error.message, expected)
            return true
          },
        )
      }
    })
  }

  test('names of indexes that would be too long differ all the same', async () => {
    const { url } = await createDatabase()
    const name = 'a'.repeat(59)
    const model = notes({ [name]: field.text().unique(), [`${name}b`]: field.text().unique() })
    await withStore(url, [model], async (store) => {
      const values = { [name]: 'x', [`${name}b`]: 'y' }
      await store.insert(model, { id, values, at }, select(model))
      const again = { id: id.replace('1', '2'), values: { ...values, [name]: 'z' }, at }
      await assert.rejects(store.insert(model, again, select(model)), (error) => {
        assert.ok(error instanceof UniqueViolation)
        return error.errors?.[0]?.pointer === `/${name}b`
      })
    })
  })

  // Of twenty thousand rows each value has as many, and so has none.
  for (const [way, descending, kind, ends] of [
    ['upwards', false, 'first', [1, 1]],
    ['downwards', true, 'first', [4, 4]],
    ['upwards from the end', false, 'last', [null, null]],
    ['downwards from the end', true, 'last', [null, null]],
  ] as const) {
    test(`an order in which some have no value needs no sorting, ${way}`, async () => {
      const database = await createDatabase()
      const model = notes({ due: field.integer().optional().indexed() })
      const statements: string[] = []
      const store = mysql(database.url, { onStatement: (sql) => statements.push(sql) })
      await store.prepare([model])
      await database.query(
        `INSERT INTO notes (id, version, due, "createdAt", "updatedAt")
         WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)
         SELECT uuid(), 1, nullif((a.n + b.n) % 5, 0), now(), now() FROM numbers a JOIN numbers b ON b.n <= 20`,
      )
      await database.query('ANALYZE TABLE notes')
      const sort = ['due', 'id'].map((property) => ({ property, descending }))
      const page = await store.list(model, {
        where: always,
        sort,
        start: { kind },
        limit: 200,
        selection: selectNames(['due']),
      })
      const shown = page.rows.map(({ json }) => (JSON.parse(json) as { due: number | null }).due)
      assert.deepEqual([shown[0], shown.at(-1)], ends)
      const plan = await database.query(`EXPLAIN ${statements.at(-1)!.replaceAll('?', '201')}`)
      const read = plan.filter(({ table }) => table === 'notes')
      assert.equal(read.length, 2)
      for (const { key, Extra } of read) {
        assert.equal(key, 'notes_due_id_index')
        assert.doesNotMatch(String(Extra), /filesort/)
      }
      await store.close()
    })
  }

  test('the index of a text is one without case where that is told', async () => {
    const database = await createDatabase()
    await withStore(database.url, [notes({ name: field.text().ignoreCase().indexed() })], async () => {})
    const columns = await database.query(`SHOW INDEX FROM notes WHERE Key_name = 'notes_name_id_index'`)
    assert.deepEqual(
      columns.map(({ Column_name: column }) => column),
      ['name_folded', 'id'],
    )
  })
})
