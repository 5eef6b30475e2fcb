// What versions of an API have in common: tables, and indexes of the texts that are searched.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRegistries } from '../../src/declaration/resource/registry.ts'
import { field, resource, type AnyResource, type Fields } from '../../src/index.ts'

const text = field.text()
const register = (...versions: (readonly AnyResource[])[]) =>
  createRegistries(
    versions.map((resources, index) => ({
      version: { name: `v${index}`, deprecated: undefined },
      resources,
    })),
  )
const notes = (fields: Fields, search: readonly string[], table?: string) =>
  resource('notes', { fields, search: search as never, ...(table !== undefined && { table }) })

describe('what is searched', () => {
  const plain = notes({ a: text, b: text.default('') }, ['a'])
  const cases: [title: string, versions: AnyResource[], names: string[]][] = [
    ['is indexed once where it is the same', [plain, plain], ['notes', 'notes']],
    ['is the same in the same columns', [plain, notes({ c: text.column('a') }, ['c'])], ['notes', 'notes']],
    [
      'is indexed for itself where it is more',
      [plain, notes({ a: text, b: text.default('') }, ['a', 'b']), plain],
      ['notes', 'notes_v1', 'notes'],
    ],
    [
      'is indexed for itself in another order, which weighs otherwise',
      [notes({ a: text, b: text }, ['a', 'b']), notes({ a: text, b: text }, ['b', 'a'])],
      ['notes', 'notes_v1'],
    ],
    [
      'is indexed for itself in another table',
      [plain, notes({ a: text }, ['a'], 'other')],
      ['notes', 'notes_v1'],
    ],
    ['needs no index where it is nothing', [plain, notes({ a: text }, [])], ['notes', 'notes']],
  ]
  for (const [title, versions, names] of cases)
    test(title, () =>
      assert.deepEqual(
        register(...versions.map((each) => [each])).map((models) => models.get('notes')?.searchedAs),
        names,
      ),
    )
})

test('a version has models of its own, even of one declaration', () => {
  const people = resource('people', { fields: { name: text } })
  const posts = resource('posts', { fields: { personId: field.reference('people') } as never })
  const [first, second] = register([people, posts], [people, posts])
  assert.notEqual(first!.get('people'), second!.get('people'))
  for (const models of [first, second]) {
    const relation = models!.get('posts')!.relations.get('person')
    assert.equal(relation?.target, models!.get('people'))
  }
})

test('rows made in one version know the columns of all others', () => {
  const versions = ['b', 'c', 'd'].map((name) => [notes({ a: text, [name]: text.default(name) }, [])])
  assert.deepEqual(
    register(...versions).map((models) => models.get('notes')!.beside.map(({ name }) => name)),
    [
      ['c', 'd'],
      ['b', 'd'],
      ['b', 'c'],
    ],
  )
})
