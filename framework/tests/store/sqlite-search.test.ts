// The full-text index of a file: made for rows that are there, made anew when it must be, and never out of step.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import type { Model } from '../../src/declaration/resource/model.ts'
import { bestFirst } from '../../src/declaration/resource/query.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field, type Fields } from '../../src/declaration/schema/field.ts'
import type { IdKind } from '../../src/declaration/schema/id.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { createUuidV7 } from '../../src/kernel/values/uuid-v7.ts'
import type { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { sqlite } from '../../src/sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-search-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const at = '2026-03-01T09:30:00.000Z'
const fields = { title: field.text(), body: field.text().optional(), rowid: field.integer().optional() }

function notes(search: readonly string[], id: IdKind = 'uuid', more: Fields = {}): Model {
  const declared = resource('notes', { fields: { ...fields, ...more }, id, search: search as ['title'] })
  return createModels([declared]).get('notes')!
}

/** Opens the file with a model, and gives back what was run to prepare it. */
async function withStore(
  file: string,
  model: Model,
  use: (store: Store) => Promise<void> = async () => {},
): Promise<string[]> {
  const statements: string[] = []
  const store = sqlite(join(folder, file), { onStatement: (text) => statements.push(text) })
  try {
    await store.prepare([model])
    const prepared = [...statements]
    await use(store)
    return prepared
  } finally {
    await store.close()
  }
}

const idOnly = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const

async function make(store: Store, model: Model, title: string, body: string | null = null) {
  const id = model.idKind === 'uuid' ? createUuidV7(Date.parse(at)) : undefined
  const row = { ...(id !== undefined && { id }), values: { title, body }, at }
  return (await store.insert(model, row, idOnly)).id
}

async function find(store: Store, model: Model, word: string, names = model.search) {
  const search = { fields: names, terms: [{ words: [word], isPrefix: false }] }
  const query = {
    where: always,
    search,
    sort: bestFirst,
    start: { kind: 'first' },
    limit: 50,
    selection: idOnly,
  } as const
  const ranked = (await store.list(model, query)).rows.map(({ id }) => id)
  assert.equal(await store.count(model, always, { search }), ranked.length)
  return ranked
}

const touchesIndex = (statements: readonly string[]) => statements.filter((text) => text.includes('_search'))

function openRaw(file: string, use: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(join(folder, file))
  database.exec('PRAGMA foreign_keys = ON')
  use(database)
  database.close()
}

describe('the full-text index of a file', () => {
  test('costs nothing where nothing is searched', async () => {
    const prepared = await withStore('plain.db', notes([]))
    assert.deepEqual(touchesIndex(prepared), [])
    openRaw('plain.db', (database) => {
      const names = database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE '%search%'").all()
      assert.deepEqual(names, [])
    })
  })

  for (const id of ['uuid', 'integer'] as const) {
    test(`is filled for rows that are there, with ids of the kind ${id}`, async () => {
      const file = `filled-${id}.db`
      const plain = notes([], id)
      let tea: string | number = ''
      await withStore(file, plain, async (store) => {
        await make(store, plain, 'coffee')
        tea = await make(store, plain, 'tea', 'green')
      })
      const searched = notes(['title', 'body'], id)
      await withStore(file, searched, async (store) => {
        assert.deepEqual(await find(store, searched, 'tea'), [tea])
        assert.deepEqual(await find(store, searched, 'green'), [tea])
      })
    })
  }

  test('is left alone when it is as declared', async () => {
    const model = notes(['title', 'body'])
    await withStore('again.db', model, async (store) => void (await make(store, model, 'tea')))
    assert.deepEqual(touchesIndex(await withStore('again.db', model)), [])
    await withStore('again.db', model, async (store) => {
      assert.equal((await find(store, model, 'tea')).length, 1)
    })
  })

  test('takes in another field, and lets one go', async () => {
    const [one, both, other] = [notes(['title']), notes(['title', 'body']), notes(['body'])]
    await withStore('fields.db', one, async (store) => {
      await make(store, one, 'tea', 'green')
      assert.deepEqual(await find(store, one, 'green'), [])
    })
    await withStore('fields.db', both, async (store) => {
      assert.equal((await find(store, both, 'green')).length, 1)
      assert.equal((await find(store, both, 'tea')).length, 1)
      assert.equal((await find(store, both, 'green', ['title'])).length, 0)
    })
    await withStore('fields.db', other, async (store) => {
      assert.equal((await find(store, other, 'tea')).length, 0)
      await make(store, other, 'tea', 'green')
      assert.equal((await find(store, other, 'green')).length, 2)
    })
  })

  test('takes in a field that is new itself', async () => {
    const before = notes(['title'])
    const now = notes(['title', 'place'], 'uuid', { place: field.text().default('somewhere') })
    await withStore('new-field.db', before, async (store) => void (await make(store, before, 'tea')))
    await withStore('new-field.db', now, async (store) => {
      assert.equal((await find(store, now, 'somewhere')).length, 1)
    })
  })

  test('is made anew when its table was rebuilt', async () => {
    const model = notes(['title'])
    await withStore('rebuilt.db', model, async (store) => {
      for (const title of ['tea', 'coffee', 'water']) await make(store, model, title)
    })
    openRaw('rebuilt.db', (database) => {
      database.exec(`
        CREATE TABLE "newNotes" AS SELECT * FROM "notes" ORDER BY "title";
        DROP TABLE "notes";
        ALTER TABLE "newNotes" RENAME TO "notes";
        DELETE FROM "notes" WHERE "title" = 'coffee'`)
    })
    await withStore('rebuilt.db', model, async (store) => {
      assert.deepEqual(await find(store, model, 'coffee'), [])
      assert.equal((await find(store, model, 'water')).length, 1)
      await make(store, model, 'milk')
      assert.equal((await find(store, model, 'milk')).length, 1)
    })
  })

  test('stays in step when rows are numbered anew', async () => {
    const model = notes(['title'])
    const ids: (string | number)[] = []
    await withStore('vacuum.db', model, async (store) => {
      for (let index = 0; index < 20; index++) ids.push(await make(store, model, `tea${index}`))
      for (const id of ids.slice(0, 10)) await store.delete(model, id, 1)
    })
    openRaw('vacuum.db', (database) => {
      // What a dump that is read back does to row numbers.
      database.exec('UPDATE "notes" SET "_rowid_" = "_rowid_" + 1000; VACUUM')
    })
    await withStore('vacuum.db', model, async (store) => {
      assert.deepEqual(await find(store, model, 'tea3'), [])
      assert.deepEqual(await find(store, model, 'tea15'), [ids[15]])
      await store.delete(model, ids[15]!, 1)
      assert.deepEqual(await find(store, model, 'tea15'), [])
    })
    openRaw('vacuum.db', checkIndex)
  })

  test('is written to only where the text has changed', async () => {
    const model = notes(['title', 'body'])
    await withStore('unchanged.db', model, async (store) => {
      const id = await make(store, model, 'tea', 'green')
      const sizeOf = () => {
        let size: unknown
        openRaw('unchanged.db', (database) => {
          size = database.prepare('SELECT sum(length(block)) AS size FROM "notes_search_data"').get()?.[
            'size'
          ]
        })
        return size
      }
      const before = sizeOf()
      await store.update(model, { id, version: 1, values: { title: 'tea', rowid: 5 }, at }, idOnly)
      assert.equal(sizeOf(), before)
      await store.update(model, { id, version: 2, values: { title: 'teapot' }, at }, idOnly)
      assert.notEqual(sizeOf(), before)
    })
  })

  test("never takes the place of a table that is somebody else's", async () => {
    const model = notes(['title'])
    openRaw('taken.db', (database) => database.exec('CREATE TABLE "notes_search" ("mine" TEXT)'))
    await assert.rejects(withStore('taken.db', model), (error: DeclarationError) => {
      assert.deepEqual(error.faults, [
        {
          path: 'notes.search',
          message: 'needs the name notes_search, which something else in the database has',
          remedy: 'rename that',
        },
      ])
      return true
    })
    openRaw('taken.db', (database) => {
      const names = database.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'").all()
      assert.deepEqual(
        names.map(({ name }) => name),
        ['notes_search'],
      )
    })
  })

  test('is one for each resource that shares a table', async () => {
    const [tasks, chores] = [
      resource('tasks', { table: 'tbl', fields: { what: field.text().column('a_text') }, search: ['what'] }),
      resource('chores', {
        table: 'tbl',
        fields: { task: field.text().column('a_text'), note: field.text().default('') },
        search: ['note', 'task'],
      }),
    ] as const
    const models = createModels([tasks, chores])
    const [task, chore] = [models.get('tasks')!, models.get('chores')!]
    const store = sqlite(join(folder, 'shared.db'))
    await store.prepare(models.values())
    const insert = (model: Model, values: object) =>
      store.insert(model, { id: createUuidV7(Date.parse(at)), values: { ...values }, at }, idOnly)
    const { id: first } = await insert(task, { what: 'wash' })
    const { id: second } = await insert(chore, { task: 'dry', note: 'wash before' })
    assert.deepEqual(await find(store, task, 'wash'), [first])
    assert.deepEqual((await find(store, chore, 'wash')).toSorted(), [first, second])
    await store.delete(chore, first, 1)
    assert.deepEqual(await find(store, task, 'wash'), [])
    await store.close()
  })

  test('stays in step through random writes', async () => {
    const model = notes(['title', 'body'])
    await withStore('random.db', model, async (store) => {
      const versions = new Map<string | number, number>()
      const words = ['tea', 'green', 'cup', 'tea tea', '', 'Thé']
      for (let index = 0; index < 300; index++) {
        const [id] = [...versions.keys()].slice(index % 7)
        const [title, body] = [words[index % 5]!, words[(index * 7) % 6]!]
        if (id === undefined || index % 3 === 0) versions.set(await make(store, model, title, body), 1)
        else if (index % 3 === 1) {
          const version = versions.get(id)!
          await store.update(
            model,
            { id, version, values: { title, body: index % 2 ? null : body }, at },
            idOnly,
          )
          versions.set(id, version + 1)
        } else {
          await store.delete(model, id, versions.get(id)!)
          versions.delete(id)
        }
      }
      assert.equal(await store.count(model, always), versions.size)
    })
    openRaw('random.db', checkIndex)
  })
})

/** SQLite's own check, and that the index has the texts of the table, all of them and no others. */
function checkIndex(database: DatabaseSync): void {
  database.exec(`INSERT INTO "notes_search" ("notes_search", "rank") VALUES ('integrity-check', 0)`)
  const columns = database
    .prepare('SELECT * FROM "notes_search" LIMIT 1')
    .columns()
    .map(({ name }) => name)
  const texts = columns.filter((name) => name !== 'id')
  const indexed = database
    .prepare(`SELECT "id", ${texts.map((name) => `"${name}"`).join()} FROM "notes_search" ORDER BY "id"`)
    .all()
  const stored = database
    .prepare(
      `SELECT "id", ${texts.map((name) => `"${name.slice(1)}" AS "${name}"`).join()} FROM "notes" ORDER BY "id"`,
    )
    .all()
  assert.deepEqual(indexed, stored)
  const numbered = database.prepare('SELECT "id" FROM "notes_searched" ORDER BY "id"').all()
  assert.deepEqual(
    numbered,
    stored.map(({ id }) => ({ __proto__: null, id })),
  )
}
