import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isOwner } from '../../src/declaration/policy/rule.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { hasMany } from '../../src/declaration/resource/relation.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { declare, faultsOf } from './checks/faults.ts'

describe('a start with wrong declarations', () => {
  const wrong = [
    declare({
      fields: {
        'due at': field.text(),
        count: field.integer().min(3).max(2),
        teamId: field.reference('teams'),
      },
      filter: ['color'],
      sort: ['size'],
      search: ['count'],
      expand: ['people'],
      limits: { pageSize: 0 },
      unique: [['shape']],
      relations: { users: hasMany('users', 'todoId') },
      access: { read: isOwner('count') },
    }),
    declare({ fields: { Name: field.text() } }, 'users'),
  ]

  it('names every fault of every resource at once', () => {
    assert.deepEqual(
      faultsOf(...wrong).map(({ path, message }) => `${path}: ${message}`),
      [
        'todos.fields.teamId: names the resource teams, which the API does not have',
        'todos.fields.due at: is not a name',
        'todos.fields.count: has a min greater than its max',
        'todos.filter[0]: color is no field',
        'todos.sort[0]: size is no field',
        'todos.search[0]: count is no text',
        'todos.limits: has impossible page sizes',
        'todos.relations.users: users.todoId is no reference to todos',
        'todos.expand: people is no relation',
        'todos.unique: shape is no field',
        'todos.access.list: count names no owner',
        'todos.access.read: count names no owner',
        'users.fields.Name: is not a name',
      ],
    )
  })

  it('says what to write instead of each', () => {
    for (const { path, remedy } of faultsOf(...wrong)) assert.match(remedy, /^[a-z].{5,}/, path)
  })

  it('throws one error whose message has it all', () => {
    assert.throws(
      () => createModels(wrong),
      (error) => {
        assert.ok(error instanceof DeclarationError)
        assert.match(error.message, /^13 faults in the declarations\n/)
        for (const { path, message, remedy } of error.faults) {
          assert.ok(error.message.includes(`  ${path}: ${message}\n    → ${remedy}`), path)
        }
        return true
      },
    )
  })

  it('looks at what the framework keeps for itself too', () => {
    const internal = declare({ fields: { Key: field.text() } }, 'signingKeys')
    assert.throws(() => createModels([], [internal]), /signingKeys\.fields\.Key: is not a name/)
  })

  it('lets right declarations pass', () => {
    assert.deepEqual(faultsOf(declare()), [])
    assert.deepEqual(faultsOf(), [])
  })
})
