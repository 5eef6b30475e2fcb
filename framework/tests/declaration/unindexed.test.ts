import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findUnindexed } from '../../src/declaration/resource/find-unindexed.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { hasMany } from '../../src/declaration/resource/relation.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { anyone } from '../../src/declaration/policy/rule.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createTestApi } from '../../src/testing.ts'

const fields = {
  task: field.text(),
  state: field.choice('open', 'done'),
  dueAt: field.timestamp().indexed(),
  code: field.text().unique(),
  room: field.text(),
  place: field.text(),
  meta: field.json(),
  ownerId: field.reference('users'),
}
const users = resource('users', {
  fields: { name: field.text() },
  relations: { todos: hasMany('todos', 'ownerId') },
  filter: ['todos.task'],
})

const found = (options: object) =>
  findUnindexed(
    createModels([resource('todos', { fields, unique: [['room', 'place']], ...options }), users]),
  ).map(({ path, message, remedy }) => `${path} ${message}: ${remedy}`)

describe('filters and orders without an index', () => {
  it('are named, each field once', () =>
    assert.deepEqual(found({ filter: ['task', 'state'], sort: ['task', 'place'] }), [
      'todos.fields.task is a declared filter and sort without an index: add .indexed()',
      'todos.fields.state is a declared filter without an index: add .indexed()',
      'todos.fields.place is a declared sort without an index: add .indexed()',
    ]))
  it('are not those that have one', () =>
    assert.deepEqual(
      found({
        filter: ['dueAt', 'code', 'room', 'ownerId', 'id', 'createdAt', 'updatedAt', 'owner.name'],
        sort: ['dueAt', 'code', 'room', 'id', 'createdAt', 'updatedAt'],
      }),
      [],
    ))
  it('are not those that are asked for their presence alone', () =>
    assert.deepEqual(found({ filter: ['meta'] }), []))
  it('are not looked for in tables the framework keeps for itself', () => {
    const kept = resource('kept', { fields, filter: ['task'] })
    assert.deepEqual(findUnindexed(createModels([users, resource('todos', { fields })], [kept])), [])
  })
})

describe('a start', () => {
  const start = async (isIndexed: boolean) => {
    const warnings: unknown[] = []
    const texts: string[] = []
    const task = isIndexed ? field.text().indexed() : field.text()
    const notes = resource('notes', {
      fields: { task },
      access: anyone(),
      filter: ['task'],
      sort: ['updatedAt'],
    })
    await using app = await createTestApi({
      resources: [notes],
      store: sqlite(undefined, { onStatement: (text) => texts.push(text) }),
      events: { emit: (name, event) => void (name === 'warning' && warnings.push(event)) },
    })
    await app.api.context.store.close()
    return { warnings, texts }
  }
  it('warns of each', async () =>
    assert.deepEqual((await start(false)).warnings, [
      { message: 'notes.fields.task is a declared filter without an index: add .indexed()' },
    ]))
  it('warns of nothing else, and makes an index for updatedAt where it is asked for', async () => {
    const { warnings, texts } = await start(true)
    assert.deepEqual(warnings, [])
    assert.ok(texts.some((text) => text.includes('"notes_updatedAt_id_index"')))
  })
})
