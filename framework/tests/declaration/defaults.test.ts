import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultOf, fillDefaults } from '../../src/declaration/resource/defaults.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field, type AnyField } from '../../src/declaration/schema/field.ts'
import { Problem } from '../../src/kernel/problem/problem.ts'

describe('the default of a field', () => {
  const rows: readonly (readonly [title: string, declared: AnyField, value: unknown])[] = [
    ['is nothing where none is declared', field.text(), null],
    ['is what was declared', field.text().default('x'), 'x'],
    ['may be nothing', field.text().optional().default(null), null],
    ['may be falsy', field.boolean().default(false), false],
    ['may be zero', field.integer().default(0), 0],
    ['may be the empty text', field.text().default(''), ''],
    ['has one form', field.decimal().default('9.5'), '9.50'],
    ['is made', field.text().default(() => 'made'), 'made'],
    [
      'has one form when it is made',
      field.timestamp().default(() => '2026-03-01T13:00:00+01:00'),
      '2026-03-01T12:00:00.000Z',
    ],
    [
      'may be made of nothing',
      field
        .text()
        .optional()
        .default(() => null),
      null,
    ],
  ]
  for (const [title, { definition }, value] of rows) {
    it(title, () => assert.deepEqual(defaultOf('x', definition), value))
  }
  it('is made anew each time', () => {
    let count = 0
    const { definition } = field.integer().default(() => ++count)
    assert.deepEqual([defaultOf('x', definition), defaultOf('x', definition)], [1, 2])
  })
  it('is a failure of the server where the field cannot have it', () => {
    const { definition } = field.timestamp().default(() => 'tomorrow')
    assert.throws(
      () => defaultOf('dueAt', definition),
      (error) =>
        error instanceof Problem &&
        error.status === 500 &&
        error.message.startsWith('dueAt must be a moment'),
    )
  })
})

describe('a new row', () => {
  const model = createModels([
    resource('todos', {
      fields: {
        task: field.text(),
        state: field.text().default('open'),
        note: field.text().optional(),
        hint: field.text().transient(),
      },
    }),
  ]).get('todos')!

  it('takes the defaults of what it does not say', () => {
    assert.deepEqual(fillDefaults(model, { task: 'x' }), { task: 'x', state: 'open', note: null })
  })
  it('keeps what it says, be it nothing', () => {
    const values = { task: 'x', state: null, note: 'y', hint: 'z' }
    assert.deepEqual(fillDefaults(model, values), values)
  })
  it('leaves the values it is made of alone', () => {
    const values = Object.freeze({ task: 'x' })
    fillDefaults(model, values)
    assert.deepEqual(values, { task: 'x' })
  })
})
