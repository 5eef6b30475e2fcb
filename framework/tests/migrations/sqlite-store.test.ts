// The tables of a migration are those that a store makes by itself.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { resource } from '../../src/declaration/resource/resource.ts'
import { manyToMany } from '../../src/declaration/resource/relation.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { SqliteMigratedDatabase } from '../../src/engine/migrations/sqlite/sqlite-database.ts'
import { toSnapshot } from '../../src/engine/migrations/to-snapshot.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { createApi } from '../../src/index.ts'
import { oauthServer } from '../../src/oauth-server.ts'
import { toAllModels } from '../../src/server/api/all-models.ts'
import { sqlite } from '../../src/sqlite.ts'

test('a database made at the start has no difference, the tables of the framework included', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-migrations-'))
  const file = join(folder, 'data.db')
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
    store: sqlite(file),
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
  const database = new SqliteMigratedDatabase(file)
  try {
    const declared = toSnapshot('sqlite', toAllModels(api))
    assert.ok(Object.keys(declared.tables).length > 8)
    assert.deepEqual(await database.compare(declared), [])
  } finally {
    await database.close()
    rmSync(folder, { recursive: true })
  }
})
