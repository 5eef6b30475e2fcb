import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasMany } from '../../../src/declaration/resource/relation.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import { createModels } from '../../../src/declaration/resource/registry.ts'
import { declare, faultsOf, foundOf, toFaults, type FaultRow } from './faults.ts'

const task = field.text()
const teams = (relations: object = { members: hasMany('members', 'teamId') }, more = {}) =>
  declare({ fields: { task }, relations, ...more }, 'teams')
const members = (options: object = {}, teamId = field.reference('teams')) =>
  declare({ fields: { task, teamId }, parent: 'team', ...options }, 'members')

const rows: readonly FaultRow[] = [
  [
    'a parent that is no reference',
    [teams(), members({ parent: 'owner' })],
    ['members.parent', 'owner is no reference', 'name one of team'],
  ],
  [
    'a parent of a resource without references',
    declare({ parent: 'owner' }),
    ['todos.parent', 'owner is no reference', 'name one of the references you declare'],
  ],
  [
    'a parent that knows nothing of it',
    [teams({}), members()],
    [
      'members.parent',
      'teams has no relation to these rows',
      "declare members: hasMany('members', 'teamId') there",
    ],
  ],
  [
    'a parent that may be none',
    [teams(), members({}, field.reference('teams').optional() as never)],
    [
      'members.parent',
      'teamId may be empty, and the row would have no address',
      'declare teamId without optional()',
    ],
  ],
  [
    'a parent of its own kind',
    declare({
      fields: { parentId: field.reference('todos') },
      relations: { children: hasMany('todos', 'parentId') },
      parent: 'parent',
    }),
    ['todos.parent', 'stands below itself', 'give one of them an address of its own'],
  ],
  [
    'two rows above of one name',
    [
      declare({ relations: { teams: hasMany('teams', 'upId') } }, 'clubs'),
      declare(
        {
          fields: { upId: field.reference('clubs') },
          relations: { members: hasMany('members', 'upId') },
          parent: 'up',
        },
        'teams',
      ),
      declare({ fields: { upId: field.reference('teams') }, parent: 'up' }, 'members'),
    ],
    ['members.parent', 'two rows in its address are named by upId', 'rename one of the references'],
  ],
  [
    'rows nested in their own kind',
    declare({
      fields: { parentId: field.reference('todos').optional() },
      relations: { children: hasMany('todos', 'parentId', { nested: true }) },
    }),
    ['todos.relations.children', 'nests a resource in itself', 'remove nested: make such rows one by one'],
  ],
  [
    'rows nested in their owner',
    [
      teams({ members: hasMany('members', 'teamId', { nested: true }) }),
      declare({ fields: { task, teamId: field.owner('teams') } }, 'members'),
    ],
    [
      'teams.relations.members',
      'members.teamId is an owner, who is always the caller',
      "declare teamId: field.reference('teams') in members",
    ],
  ],
  [
    'an action at the address of a relation',
    [teams().action('members', { status: 204, run: () => {} }), members()],
    ['teams.actions.members', 'has the address of the relation members', 'rename the action or the relation'],
  ],
]

describe('rows below others are refused with', () => {
  for (const row of rows) it(row[0], () => assert.deepEqual(foundOf(row), toFaults(row)))
})

describe('rows below others are taken', () => {
  it('nested, where everything fits', () => {
    const nested = teams({ members: hasMany('members', 'teamId', { nested: true }) })
    assert.deepEqual(faultsOf(nested, members()), [])
    const [fault] = faultsWithin([nested], [members({ parent: undefined })])
    assert.equal(fault, 'members has no address')
  })
  it('where everything fits', () => assert.deepEqual(foundOf(['', [teams(), members()]]), []))
})

/** What is refused of resources beside those the framework keeps for itself. */
function faultsWithin(...[resources, internal]: Parameters<typeof createModels>): string[] {
  try {
    createModels(resources, internal)
  } catch (error) {
    return (error as { readonly faults: readonly { readonly message: string }[] }).faults.map(
      ({ message }) => message,
    )
  }
  return []
}
