import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import {
  always,
  and,
  compare,
  not,
  or,
  some,
  type Condition,
} from '../../src/declaration/condition/condition.ts'
import { isOwner } from '../../src/declaration/policy/rule.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import type { ListQuery, PageStart, SortKey } from '../../src/declaration/resource/query.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { Shape } from '../../src/engine/store/sql/shape.ts'
import { Statements } from '../../src/engine/store/sql/statements.ts'
import { SqliteConnection } from '../../src/engine/store/sqlite/connection.ts'
import { sqliteDialect } from '../../src/engine/store/sqlite/dialect.ts'
import { createUuidV7 } from '../../src/kernel/values/uuid-v7.ts'
import { sqlite } from '../../src/sqlite.ts'

const users = resource('users', { fields: { name: field.text().ignoreCase().unique() } })
const todos = resource('todos', {
  fields: {
    task: field.text(),
    state: field.choice('open', 'done').default('open').indexed(),
    dueAt: field.timestamp().optional(),
    weight: field.integer().indexed(),
    ownerId: field.owner('users'),
  },
  access: isOwner('ownerId'),
  sort: ['createdAt', 'dueAt'],
})
const models = createModels([todos, users])
const [model, userModel] = [models.get('todos')!, models.get('users')!]

const at = '2026-03-01T09:30:00.000Z'
const owner = '019b7000-0000-7000-8000-000000000001'
const selection = { properties: [{ name: 'id' }, { name: 'task' }], expansions: [], form: 'wire' } as const

const folder = mkdtempSync(join(tmpdir(), 'ninety-statements-'))
const file = join(folder, 'data.db')
const statements: string[] = []
const store = sqlite(file, { onStatement: (text) => statements.push(text) })

before(async () => {
  await store.prepare(models.values())
  await store.insert(userModel, { id: owner, values: { name: 'ada' }, at }, { ...selection, properties: [] })
})
beforeEach(() => {
  statements.length = 0
})
after(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const insert = () => {
  const values = { task: 'x', state: 'open', weight: 1, ownerId: owner }
  return store.insert(model, { id: createUuidV7(Date.now()), values, at }, selection)
}

describe('sqlite statements', () => {
  test('a read is one statement', async () => {
    await store.find(model, { id: owner, where: always, selection })
    assert.equal(statements.length, 1)
  })

  test('a lone write is a transaction without savepoints', async () => {
    await insert()
    assert.deepEqual(
      statements.map((text) => text.split(' ')[0]),
      ['BEGIN', 'INSERT', 'COMMIT'],
    )
  })

  test('writes of one turn share one transaction', async () => {
    await Promise.all(Array.from({ length: 16 }, insert))
    const words = statements.map((text) => text.split(' ')[0])
    const expected = [
      'BEGIN',
      'INSERT',
      ...Array.from({ length: 15 }, () => ['SAVEPOINT', 'INSERT', 'RELEASE']).flat(),
      'COMMIT',
    ]
    assert.deepEqual(words, expected)
  })

  test('values are not part of a statement', async () => {
    for (const value of ['a', "b'; DROP TABLE todos; --"]) {
      await store.list(
        model,
        listOf(compare('task', 'in', [value, 'c', value].slice(value.length === 1 ? 1 : 0))),
      )
    }
    assert.equal(new Set(statements).size, 1)
  })

  test('shapes without end are forgotten again', () => {
    const kept = new Statements(sqliteDialect, new SqliteConnection(':memory:', {}))
    for (let index = 0; index < 5000; index++) {
      const shape = new Shape(sqliteDialect, `shape ${index}`)
      assert.deepEqual(
        kept.all(shape, () => sql`SELECT ${sql.lit(index)}`),
        [[index]],
      )
    }
    assert.ok(kept.size <= 1000 && kept.size >= 500, `${kept.size} are kept`)
  })
})

const newest: SortKey[] = ['createdAt', 'id'].map((property) => ({ property, descending: true }))
const due = (descending: boolean): SortKey[] => ['dueAt', 'id'].map((property) => ({ property, descending }))
const isMine = compare('ownerId', 'eq', owner)
const isOpen = compare('state', 'eq', 'open')

function listOf(where: Condition, sort: SortKey[] = newest, start: PageStart = { kind: 'first' }): ListQuery {
  return { where, sort, start, limit: 20, selection }
}

const afterDue: PageStart = { kind: 'after', position: [at, owner] }
const beforeDue: PageStart = { kind: 'before', position: [at, owner] }

const plans: readonly (readonly [title: string, query: ListQuery, ...parts: RegExp[]])[] = [
  ['all, newest first', listOf(always), /SCAN todos USING INDEX todos_createdAt_id_index/],
  [
    'all, beyond a position',
    listOf(always, newest, afterDue),
    /todos_createdAt_id_index \(\(createdAt,id\)<\(\?,\?\)\)/,
  ],
  ['mine, newest first', listOf(isMine), /todos_ownerId_createdAt_id_index \(ownerId=\?\)/],
  [
    'mine, beyond a position',
    listOf(isMine, newest, afterDue),
    /todos_ownerId_createdAt_id_index \(ownerId=\? AND \(createdAt,id\)<\(\?,\?\)\)/,
  ],
  [
    'mine, before a position',
    listOf(isMine, newest, beforeDue),
    /\(ownerId=\? AND \(createdAt,id\)>\(\?,\?\)\)/,
  ],
  [
    'mine and open, by due',
    listOf(and(isMine, isOpen), due(true)),
    /todos_ownerId_dueAt_id_index \(ownerId=\?\)/,
  ],
  ['mine and open, by due upwards', listOf(and(isMine, isOpen), due(false)), /todos_ownerId_dueAt_id_index/],
  [
    'mine and open, by due beyond a position',
    listOf(and(isMine, isOpen), due(true), afterDue),
    /todos_ownerId_dueAt_id_index \(ownerId=\? AND \(dueAt,id\)<\(\?,\?\)\)/,
    /todos_ownerId_dueAt_id_index \(ownerId=\? AND dueAt=\?\)/,
  ],
  [
    'mine and open, among those without due',
    listOf(and(isMine, isOpen), due(true), { kind: 'after', position: [null, owner] }),
    /todos_ownerId_dueAt_id_index \(ownerId=\? AND dueAt=\? AND id<\?\)/,
  ],
  ['open, newest first', listOf(isOpen), /todos_state_createdAt_id_index \(state=\?\)/],
  [
    'by weight',
    listOf(
      compare('weight', 'gte', 3),
      ['weight', 'id'].map((property) => ({ property, descending: false })),
    ),
    /todos_weight_id_index \(weight>\?\)/,
  ],
]

describe('sqlite plans', () => {
  for (const [title, query, ...parts] of plans) {
    test(`a list of ${title} follows an index`, async () => {
      await store.list(model, query)
      const plan = explain(statements[0]!)
      for (const part of parts) assert.match(plan, part)
      assert.doesNotMatch(plan, /TEMP B-TREE/)
    })
  }

  test('a unique text is looked up without regard to case', async () => {
    const where = compare('name', 'eq', 'ADA', 'nocase')
    await store.list(userModel, { ...listOf(where), selection: { ...selection, properties: [] } })
    assert.match(explain(statements[0]!), /users_name_key \(name=\?\)/)
  })

  test('a list of values uses an index', async () => {
    await store.count(model, compare('ownerId', 'in', [owner]))
    assert.match(explain(statements[0]!), /SEARCH todos USING .*INDEX todos_ownerId/)
  })

  test('a relation is followed by id', async () => {
    await store.count(model, and(not(some('owner', compare('name', 'eq', 'x'))), or(isMine, isOpen)))
    assert.match(explain(statements[0]!), /SEARCH _1 USING INDEX sqlite_autoindex_users_1 \(id=\?\)/)
  })
})

function explain(text: string): string {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all()
    return steps.map(({ detail }) => detail).join('\n')
  } finally {
    database.close()
  }
}
