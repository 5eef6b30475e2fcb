import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, createApi, DeclarationError, rateLimit, type RateLimitOptions } from '../../../src/index.ts'
import { sqlite } from '../../../src/sqlite.ts'
import { declare, foundOf, toFaults, type FaultRow } from './faults.ts'

const sound = { by: 'principal', allow: '60/1m' } as const
const limit = (name: string, options: object = {}) =>
  rateLimit(name, { ...sound, ...options } as RateLimitOptions)
const todos = (...rateLimits: object[]) => declare({ rateLimits })

const rate = "write a count and a time of whole seconds up to 24 days, such as '60/1m'"
const verbs =
  'name some of list, read, create, replace, update, delete, upsert, updateMany, deleteMany, action, readLink, putLink, deleteLink, readFile, writeFile, removeFile'
const price = 'choose a whole number from 1 to what is allowed'
const unpaid = (cost: string) => `is ${cost}, which could never be paid`
const name = 'write kebab-case letters and digits, at most 40'
const once = 'declare the limit once, or give it another name'

const rows: FaultRow[] = [
  ['a sound limit', todos(limit('writes', { verbs: ['create'], cost: { create: 60 } }))],
  ['none at all', declare({ rateLimits: [] })],
  [
    'a name that is none',
    todos(limit('item_writes'), limit('a"b'), limit('x'.repeat(41)), limit('')),
    ['todos.rateLimits[0]', 'has the name item_writes, which is none', name],
    ['todos.rateLimits[1]', 'has the name a"b, which is none', name],
    ['todos.rateLimits[2]', `has the name ${'x'.repeat(41)}, which is none`, name],
    ['todos.rateLimits[3]', 'has the name , which is none', name],
  ],
  [
    'a way to count that there is not',
    todos(limit('a', { by: 'toString' })),
    ['todos.rateLimits[0].by', 'is toString', 'count by one of address, principal, client'],
  ],
  [
    'a rate that is none',
    todos(limit('a', { allow: '60 per minute' })),
    ['todos.rateLimits[0].allow', '60 per minute is not a rate', rate],
  ],
  [
    'verbs that there are not',
    todos(limit('a', { verbs: ['create', 'toString'], cost: { lst: 2 } })),
    ['todos.rateLimits[0]', 'toString is no verb', verbs],
    ['todos.rateLimits[0]', 'lst is no verb', verbs],
  ],
  [
    'costs that nobody can pay',
    todos(limit('a', { cost: 0 }), limit('b', { cost: 1.5 }), limit('c', { cost: { list: 61, read: 60 } })),
    ['todos.rateLimits[0].cost', unpaid('0'), price],
    ['todos.rateLimits[1].cost', unpaid('1.5'), price],
    ['todos.rateLimits[2].cost', unpaid('61'), price],
  ],
  [
    'the same limit twice',
    todos(limit('a'), limit('a')),
    ['todos.rateLimits[1]', 'names a twice', 'remove one of them'],
  ],
  ['a limit that two resources share', [todos(limit('a')), declare({ rateLimits: [limit('a')] }, 'notes')]],
  [
    'two limits of one name',
    [todos(limit('a')), declare({ rateLimits: [limit('a', { allow: '61/1m' })] }, 'notes')],
    ['notes.rateLimits[0]', 'says something else of a than todos.rateLimits[0]', once],
  ],
  [
    'a limit of an action',
    declare().action('finish', { rateLimits: [limit('a', { cost: 0 })], run: () => undefined as never }),
    ['todos.actions.finish.rateLimits[0].cost', unpaid('0'), price],
  ],
]

describe('limits', () => {
  for (const row of rows) it(`of ${row[0]}`, () => assert.deepEqual(foundOf(row), toFaults(row)))

  it('of the whole API are checked beside those of the resources', () => {
    const store = sqlite()
    const resources = [declare({ access: anyone(), rateLimits: [limit('a')] })]
    const policies = [limit('a', { by: 'address' }), limit('b', { allow: 'x' })]
    assert.throws(
      () => createApi({ store, resources: resources as never, rateLimits: { policies } }),
      (error) => {
        assert.ok(error instanceof DeclarationError)
        assert.deepEqual(
          error.faults.map(({ path }) => path),
          ['rateLimits.policies[1].allow', 'todos.rateLimits[0]'],
        )
        return true
      },
    )
    return store.close()
  })

  it('are frozen, and keep nothing of the literal', () => {
    const listed: ('create' | 'list')[] = ['create']
    const cost = { create: 2 }
    const made = rateLimit('a', { ...sound, verbs: listed, cost })
    listed.push('list')
    cost.create = 3
    assert.deepEqual([made.verbs, made.cost], [['create'], { create: 2 }])
    assert.ok(Object.isFrozen(made) && Object.isFrozen(made.verbs) && Object.isFrozen(made.cost))
  })
})
