import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Compile } from 'typebox/schema'
import * as v from 'valibot'
import * as z from 'zod'
import { type } from 'arktype'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import type { JsonSchema } from '../../src/declaration/schema/json-schema.ts'
import {
  toCreateSchema,
  toInputSchema,
  toReplaceSchema,
  toRowSchema,
  toUpdateSchema,
} from '../../src/declaration/resource/resource-schema.ts'
import { toShapeSchema } from '../../src/declaration/resource/shape-schema.ts'
import { richModels } from './rich-models.ts'

const todos = richModels.get('todos')!
const users = richModels.get('users')!
const items = richModels.get('items')!
const stores = richModels.get('stores')!

const fulfils = (schema: JsonSchema, value: unknown): boolean => Compile(schema as never).Check(value)

const id = '019c8a4e-7b40-7000-8000-3f1d5c2b6a79'
const at = '2026-03-01T09:30:00.000Z'
const todo = {
  id,
  task: 'Buy milk',
  state: 'open',
  priority: null,
  dueAt: null,
  ownerId: id,
  oldName: null,
  createdAt: at,
  updatedAt: at,
  isLate: false,
}
const user = { username: 'ada', email: 'ada@example.org', password: 'ada-password' }
const userRow = {
  id,
  username: 'ada',
  email: 'ada@example.org',
  isAdmin: false,
  createdAt: at,
  updatedAt: at,
}
const store = { id: 'corner', name: 'Corner' }
const item = { name: 'Milk', storeId: 'corner', price: '1.20' }

interface Case {
  readonly title: string
  readonly schema: JsonSchema
  readonly value: unknown
  readonly fits: boolean
}

const cases: readonly Case[] = [
  { title: 'a whole row is a row', schema: toRowSchema(todos), value: todo, fits: true },
  {
    title: 'a row without a member is none',
    schema: toRowSchema(todos),
    value: { ...todo, state: undefined },
    fits: false,
  },
  {
    title: 'a row has no other members',
    schema: toRowSchema(todos),
    value: { ...todo, other: 1 },
    fits: false,
  },
  { title: 'a row may lack what only some see', schema: toRowSchema(users), value: userRow, fits: true },
  {
    title: 'a row may have what only some see',
    schema: toRowSchema(users),
    value: { ...userRow, notes: 'x' },
    fits: true,
  },
  {
    title: 'a row never has a secret',
    schema: toRowSchema(users),
    value: { ...userRow, password: 'x'.repeat(12) },
    fits: false,
  },
  {
    title: 'a new row needs only what has no default',
    schema: toCreateSchema(todos),
    value: { task: 'x' },
    fits: true,
  },
  {
    title: 'a new row needs what has no default',
    schema: toCreateSchema(todos),
    value: { state: 'open' },
    fits: false,
  },
  {
    title: 'a new row may leave optional members empty',
    schema: toCreateSchema(todos),
    value: { task: 'x', dueAt: null },
    fits: true,
  },
  {
    title: 'a new row may leave an optional choice empty',
    schema: toCreateSchema(todos),
    value: { task: 'x', priority: null },
    fits: true,
  },
  {
    title: 'a new row has no empty member that is demanded',
    schema: toCreateSchema(todos),
    value: { task: null },
    fits: false,
  },
  {
    title: 'a new row brings no owner',
    schema: toCreateSchema(todos),
    value: { task: 'x', ownerId: id },
    fits: false,
  },
  {
    title: 'a new row brings no computed member',
    schema: toCreateSchema(todos),
    value: { task: 'x', isLate: true },
    fits: false,
  },
  { title: 'a new row brings no id', schema: toCreateSchema(todos), value: { task: 'x', id }, fits: false },
  { title: 'a new row brings its secret', schema: toCreateSchema(users), value: user, fits: true },
  {
    title: 'a new row may bring transient members',
    schema: toCreateSchema(users),
    value: { ...user, currentPassword: 'x' },
    fits: true,
  },
  {
    title: 'a new row brings its id where it is a text',
    schema: toCreateSchema(stores),
    value: store,
    fits: true,
  },
  {
    title: 'a new row needs its id where it is a text',
    schema: toCreateSchema(stores),
    value: { name: 'Corner' },
    fits: false,
  },
  {
    title: 'unknown members are passed over where declared',
    schema: toCreateSchema(items),
    value: { ...item, other: 1 },
    fits: true,
  },
  {
    title: 'read-only members are refused even then',
    schema: toCreateSchema(items),
    value: { ...item, serial: id },
    fits: false,
  },
  { title: 'a row given out can be sent back', schema: toReplaceSchema(todos), value: todo, fits: true },
  {
    title: 'a replacement needs what has no default',
    schema: toReplaceSchema(todos),
    value: { state: 'done' },
    fits: false,
  },
  {
    title: 'a replacement may leave the secret out',
    schema: toReplaceSchema(users),
    value: { username: 'ada', email: 'ada@example.org' },
    fits: true,
  },
  {
    title: 'a replacement needs no id',
    schema: toReplaceSchema(stores),
    value: { name: 'Corner' },
    fits: true,
  },
  {
    title: 'a change may have any one member',
    schema: toUpdateSchema(todos),
    value: { state: 'done' },
    fits: true,
  },
  {
    title: 'a change may repeat what is read-only',
    schema: toUpdateSchema(todos),
    value: { ownerId: id },
    fits: true,
  },
  { title: 'a change has no other members', schema: toUpdateSchema(todos), value: { other: 1 }, fits: false },
  {
    title: 'a change cannot empty a demanded member',
    schema: toUpdateSchema(todos),
    value: { task: null },
    fits: false,
  },
]

describe('schemas of a resource', () => {
  for (const { title, schema, value, fits } of cases) {
    test(title, () => assert.equal(fulfils(schema, value), fits))
  }

  test('what was said of a field stands in its schema', () => {
    const { task, oldName, state } = toCreateSchema(todos).properties!
    assert.deepEqual(task, {
      type: 'string',
      minLength: 1,
      maxLength: 500,
      description: 'What is to be done.',
      examples: ['Buy milk'],
    })
    assert.equal(oldName!.deprecated, true)
    assert.equal(oldName!.description, 'Deprecated since 2026-01-01. Use task instead.')
    assert.equal(state!.default, 'open')
  })

  test('a change shows no defaults', () =>
    assert.equal(toUpdateSchema(todos).properties!['state']!.default, undefined))

  test('a default made anew has no value to show', () => {
    const fields = { day: field.date().default(() => '2026-03-01') }
    const model = createModels([resource('days', { fields })]).get('days')!
    assert.equal('default' in toCreateSchema(model).properties!['day']!, false)
  })

  test('secrets are marked as write-only', () =>
    assert.equal(toCreateSchema(users).properties!['password']!.writeOnly, true))

  test('owners are marked as read-only', () =>
    assert.equal(toUpdateSchema(todos).properties!['ownerId']!.readOnly, true))
})

describe('schemas of inputs', () => {
  test('optional members of an input may be left out', () => {
    const schema = toInputSchema({ note: field.text().optional(), count: field.integer() })
    assert.deepEqual(
      [{ count: 1 }, { note: 'x' }].map((value) => fulfils(schema, value)),
      [true, false],
    )
  })

  const shapes = [
    { library: 'zod', shape: z.object({ name: z.string() }) },
    { library: 'arktype', shape: type({ name: 'string' }) },
  ]
  for (const { library, shape } of shapes) {
    test(`a schema of ${library} says what it looks like`, () => {
      const schema = toShapeSchema(shape, 'in')
      assert.deepEqual(
        [{ name: 'x' }, { name: 1 }].map((value) => fulfils(schema, value)),
        [true, false],
      )
    })
  }

  const silent = [
    { reason: 'a library that cannot say', shape: v.object({ name: v.string() }), vendor: 'valibot' },
    { reason: 'a schema without JSON Schema', shape: z.object({ at: z.date() }), vendor: 'zod' },
  ]
  for (const { reason, shape, vendor } of silent) {
    test(`${reason} is described in words`, () => {
      const description = `Checked by ${vendor}, which does not say what it looks like.`
      assert.deepEqual(toShapeSchema(shape as never, 'in'), { description })
    })
  }
})
