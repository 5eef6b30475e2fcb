// The tables of a migration are those that a store makes by itself.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { resource } from '../../src/declaration/resource/resource.ts'
import { manyToMany } from '../../src/declaration/resource/relation.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { openDatabase } from '../../src/engine/migrations/open-database.ts'
import { toSnapshot } from '../../src/engine/migrations/to-snapshot.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { createApi } from '../../src/index.ts'
import { oauthServer } from '../../src/oauth-server.ts'
import { toAllModels } from '../../src/server/api/all-models.ts'
import { mysql } from '../../src/mysql.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { createDatabase, skip as skipMysql } from '../store/mysql-database.ts'
import { createSchema, skip } from '../store/postgres-database.ts'

/** Has the store make its tables, and compares them with what migrations would make. */
async function compareWithStart(store: Store): Promise<void> {
  const users = resource('users', {
    fields: { username: field.text().ignoreCase().unique(), password: field.secret() },
  })
  const tags = resource('tags', { id: 'integer', fields: { name: field.text().unique() } })
  const posts = resource('posts', {
    fields: {
      title: field.text().indexed(),
      score: field.number().optional().indexed(),
      price: field.decimal({ scale: 3 }).default('1.500'),
      authorId: field.owner('users', { onDelete: 'cascade' }),
      reviewerId: field.reference('users', { onDelete: 'setNull' }).optional(),
    },
    search: ['title'],
    unique: [['title', 'authorId']],
    relations: { tags: manyToMany('tags', { through: 'postTags' }) },
  })
  const headlines = resource('posts', {
    table: 'posts',
    fields: {
      head: field.text().indexed().column('title'),
      hot: field.boolean().default(false),
      authorId: field.owner('users', { onDelete: 'cascade' }),
    },
    search: ['head'],
  })
  const api = createApi({
    store,
    publicUrl: 'https://api.example',
    versions: { v1: { resources: [users, tags, posts] }, v2: { resources: [users, headlines] } },
    current: 'v1',
    identity: identity({
      users: { resource: users, login: ['username'], password: 'password' },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      authorizationServer: oauthServer(),
    }),
  } as never)
  await api.start()
  await api.context.identity?.settle?.()
  await api.context.store.close()
  const { database } = openDatabase(store.database!)
  try {
    const declared = toSnapshot(database.dialect, toAllModels(api))
    assert.ok(Object.keys(declared.tables).length > 8)
    assert.deepEqual(await database.compare(declared), [])
  } finally {
    await database.close()
  }
}

describe('a database made at the start has no difference, the tables of the framework included', () => {
  test('on SQLite', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ninety-migrations-'))
    await compareWithStart(sqlite(join(folder, 'data.db')))
    rmSync(folder, { recursive: true })
  })

  test('on PostgreSQL', { skip }, async () => {
    const { url } = await createSchema()
    await compareWithStart(postgres(url))
  })

  test('on MariaDB or MySQL', { skip: skipMysql }, async () => {
    const { url } = await createDatabase()
    await compareWithStart(mysql(url))
  })
})
