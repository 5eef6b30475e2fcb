import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import type { Fields } from '../../src/declaration/schema/field.ts'
import type { Model } from '../../src/declaration/resource/model.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { toIndexes } from '../../src/engine/store/sql/tables.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { sqlite } from '../../src/sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-tables-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const at = '2026-03-01T09:30:00.000Z'
const id = '019b7000-0000-7000-8000-000000000001'

function notes(fields: Fields): Model {
  return createModels([resource('notes', { fields })]).get('notes')!
}

async function withStore(file: string, model: Model, use: (store: Store) => Promise<void>): Promise<void> {
  const store = sqlite(join(folder, file))
  try {
    await store.prepare([model])
    await use(store)
  } finally {
    await store.close()
  }
}

function selectAll(model: Model) {
  return {
    properties: [...model.properties.keys()].map((name) => ({ name })),
    expansions: [],
    form: 'code',
  } as const
}

describe('sqlite files', () => {
  test('a file has its folder made, and stays', async () => {
    const model = notes({ text: field.text() })
    await withStore('deep/er/data.db', model, async (store) => {
      await store.insert(model, { id, values: { text: 'kept' }, at }, selectAll(model))
    })
    await withStore('deep/er/data.db', model, async (store) =>
      assert.equal(await store.count(model, always), 1),
    )
  })

  test('a file left behind is one file', async () => {
    await withStore('single.db', notes({ text: field.text() }), async () => {})
    assert.deepEqual(
      ['', '-wal', '-shm'].map((ending) => existsSync(join(folder, `single.db${ending}`))),
      [true, false, false],
    )
  })

  test('a file is in WAL mode', async () => {
    await withStore('wal.db', notes({ text: field.text() }), async () => {
      const other = new DatabaseSync(join(folder, 'wal.db'))
      assert.deepEqual({ ...other.prepare('PRAGMA journal_mode').get() }, { journal_mode: 'wal' })
      other.close()
    })
  })

  for (const name of [undefined, ':memory:']) {
    test(`${name ?? 'no name'} is a database of its own`, async () => {
      const model = notes({ text: field.text() })
      const [one, other] = [sqlite(name), sqlite(name)]
      await one.prepare([model])
      await other.prepare([model])
      await one.insert(model, { id, values: { text: 'mine' }, at }, selectAll(model))
      assert.deepEqual([await one.count(model, always), await other.count(model, always)], [1, 0])
      await one.close()
      await other.close()
    })
  }

  test('two stores may share a file', async () => {
    const model = notes({ text: field.text() })
    await withStore('shared.db', model, (one) =>
      withStore('shared.db', model, async (other) => {
        await one.insert(model, { id, values: { text: 'shared' }, at }, selectAll(model))
        assert.equal(await other.count(model, always), 1)
      }),
    )
  })
})

describe('sqlite tables', () => {
  test('making tables again changes nothing', async () => {
    const model = notes({ text: field.text().unique().indexed() })
    await withStore('again.db', model, async (store) => {
      await store.insert(model, { id, values: { text: 'kept' }, at }, selectAll(model))
      await store.prepare([model])
      assert.equal(await store.count(model, always), 1)
    })
  })

  const added = {
    optional: [field.text().optional(), null],
    'with a default': [field.text().default(`it's new`), `it's new`],
    'a decimal with a default': [field.decimal().default('1.50'), '1.50'],
    'a flag with a default': [field.boolean().default(true), true],
  } as const
  for (const [name, [addition, expected]] of Object.entries(added)) {
    test(`rows take a new field: ${name}`, async () => {
      const file = `${name}.db`
      const before = notes({ text: field.text() })
      await withStore(file, before, async (store) => {
        await store.insert(before, { id, values: { text: 'old' }, at }, selectAll(before))
      })
      const model = notes({ text: field.text(), more: addition })
      await withStore(file, model, async (store) => {
        const found = await store.find(model, { id, where: always, selection: selectAll(model) })
        assert.equal((JSON.parse(found!.json) as Record<string, unknown>)['more'], expected)
      })
    })
  }

  test('a new field without a value for old rows is refused', async () => {
    const before = notes({ text: field.text() })
    await withStore('refused.db', before, async (store) => {
      await store.insert(before, { id, values: { text: 'old' }, at }, selectAll(before))
    })
    const use = withStore('refused.db', notes({ text: field.text(), more: field.text() }), async () => {})
    await assert.rejects(use, DeclarationError)
    await withStore('refused.db', before, async (store) => assert.equal(await store.count(before, always), 1))
  })

  test('hundreds of fields, each with a condition, are one row', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `field${index}`)
    const model = notes(Object.fromEntries(names.map((name) => [name, field.text().optional()])))
    await withStore('wide.db', model, async (store) => {
      const values = Object.fromEntries(names.map((name) => [name, name]))
      await store.insert(model, { id, values, at }, selectAll(model))
      const properties = names.map((name) => ({
        name,
        where: { kind: 'compare', field: name, operator: 'ne', value: 'field7' } as const,
      }))
      const found = await store.find(model, {
        id,
        where: always,
        selection: { properties, expansions: [], form: 'wire' },
      })
      const { field7: _, ...shown } = values
      assert.deepEqual(JSON.parse(found!.json), shown)
    })
  })
})

describe('sqlite indexes', () => {
  const fields = {
    state: field.choice('open', 'done').indexed(),
    dueAt: field.timestamp().optional(),
    task: field.text(),
  }
  const sorted = (sort: readonly ('dueAt' | 'task')[]) =>
    toIndexes(createModels([resource('todos', { fields, sort })]).get('todos')!).map(({ name }) => name)

  test('a choice has one for each declared order', () => {
    assert.deepEqual(sorted(['dueAt', 'task']), [
      'todos_createdAt_id_index',
      'todos_state_createdAt_id_index',
      'todos_state_dueAt_id_index',
      'todos_state_task_id_index',
    ])
  })

  test('an order nobody asked for has none', () => {
    assert.ok(!sorted(['task']).includes('todos_state_dueAt_id_index'))
  })

  test('statistics are there once rows are', async () => {
    const model = notes({ text: field.text().indexed() })
    await withStore('counted.db', model, async (store) => {
      await store.insert(model, { id, values: { text: 'one' }, at }, selectAll(model))
    })
    await withStore('counted.db', model, async () => {
      const other = new DatabaseSync(join(folder, 'counted.db'))
      const counted = other.prepare('SELECT idx FROM sqlite_stat1 WHERE tbl = ?').all('notes')
      other.close()
      assert.ok(counted.some((row) => row['idx'] === 'notes_text_id_index'))
    })
  })
})
