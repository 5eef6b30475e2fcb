import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DeclarationError } from '../../../src/kernel/problem/declaration-error.ts'
import { createModels } from '../../../src/declaration/resource/registry.ts'
import { manyToMany } from '../../../src/declaration/resource/relation.ts'
import { field, type AnyField } from '../../../src/declaration/schema/field.ts'
import { createApi, directory } from '../../../src/index.ts'
import { sqlite } from '../../../src/sqlite.ts'
import { declare } from './faults.ts'

/** The faults of declarations, where files can be kept. */
function faultsOf(options: object, files = true): readonly string[] {
  const tags = declare({ fields: { name: field.text() } }, 'tags')
  try {
    createModels([declare(options), tags], [], { defaults: { files } })
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error
    return error.faults.map(({ path, message, remedy }) => `${path} ${message}: ${remedy}`)
  }
  return []
}

const any = field.file()
const misplaced = 'is a file outside of the fields of a resource: declare the file as a field of its own'

const refused: readonly (readonly [title: string, declared: AnyField, fault: string])[] = [
  ['of no type', field.file({ types: [] }), 'is a file of no type: name media types, or leave types out'],
  ...['png', 'image/', '*/*', 'IMAGE/PNG', 'image/png; q=1', 'image/*x'].map(
    (type) =>
      [
        `of the type ${type}`,
        field.file({ types: [type as 'a/b'] }),
        `has the type ${JSON.stringify(type)}: write 'image/png' or 'image/*'`,
      ] as const,
  ),
  ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY].map(
    (maxBytes) =>
      [
        `of at most ${maxBytes} bytes`,
        field.file({ maxBytes }),
        'has a size that is no whole number from 1 up: write maxBytes in bytes',
      ] as const,
  ),
  ['with a default', any.default({} as never), 'is a file, and cannot have a default: leave it out'],
  ['that is unique', any.unique(), 'is a file, and cannot be unique: leave it out'],
  ['with an index', any.indexed(), 'is a file, and cannot have an index: leave it out'],
  ['that is transient', any.transient(), 'is a file, and cannot be transient: leave it out'],
  ['in a list', field.list(any), misplaced],
]

describe('a file is refused', () => {
  for (const [title, declared, fault] of refused) {
    it(title, () =>
      assert.deepEqual(faultsOf({ fields: { value: declared } }), [`todos.fields.value ${fault}`]),
    )
  }
  it('with an example', () => {
    const example = any.example({ name: 'a', type: 'a/b', bytes: 0, digest: '0'.repeat(64), url: '/' })
    assert.deepEqual(faultsOf({ fields: { value: example } }), [
      'todos.fields.value is a file, and cannot have an example: leave it out',
    ])
  })
  it('where there is nowhere to keep it', () => {
    assert.deepEqual(faultsOf({ fields: { value: any } }, false), [
      "todos.fields.value is a file, and the API keeps none: give createApi files: directory('data/files')",
    ])
  })
  it('as a computed property, or in an action or a link', () => {
    const action = declare().action('send', { input: { file: any }, run: () => undefined as never })
    const shown = declare().action('show', { output: { file: any }, run: () => undefined as never })
    const computed = declare().computed('picture', any, () => undefined as never)
    const faults = [action, shown, computed].map((declared) => {
      try {
        createModels([declared], [], { defaults: { files: true } })
      } catch (error) {
        return (error as DeclarationError).faults.map(({ path, message }) => `${path} ${message}`)
      }
      return []
    })
    const message = 'is a file outside of the fields of a resource'
    assert.deepEqual(faults, [
      [`todos.actions.send.input.file ${message}`],
      [`todos.actions.show.output.file ${message}`],
      [`todos.computed.picture ${message}`],
    ])
    const relations = { tags: manyToMany('tags', { through: 'todosTags', fields: { file: any } }) }
    assert.ok(faultsOf({ relations }).includes(`todos.relations.tags.file ${misplaced}`))
  })
  it('as something to sort or search by', () => {
    const fields = { value: any }
    assert.deepEqual(faultsOf({ fields, sort: ['value'] }), [
      'todos.sort[0] value has no order: remove it from sort',
    ])
    assert.equal(faultsOf({ fields, search: ['value'] }).length, 1)
  })
})

describe('a file is taken', () => {
  for (const [title, declared] of [
    ['of any type', any],
    ['of some types', field.file({ types: ['image/*', 'application/vnd.api+json'], maxBytes: 1 })],
    ['that is optional, read-only, hidden and guarded', any.optional().readOnly()],
    ['that is described and deprecated', any.describe('A picture.').deprecated()],
  ] as const) {
    it(title, () => assert.deepEqual(faultsOf({ fields: { value: declared } }), []))
  }
  it('to be filtered by whether it is there', () => {
    assert.deepEqual(faultsOf({ fields: { value: any }, filter: ['value'] }), [])
  })
  it('where createApi says where to keep it', async () => {
    const store = sqlite()
    const resources = [declare({ fields: { value: any } })]
    assert.throws(() => createApi({ store, resources } as never), DeclarationError)
    createApi({ store, resources, files: directory('nowhere') } as never)
    await store.close()
  })
})
