import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasMany } from '../../../src/declaration/resource/relation.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import { declare, foundOf, toFaults, type FaultRow } from './faults.ts'

const fields = {
  task: field.text(),
  pin: field.text().writeOnly(),
  password: field.secret(),
  hint: field.text().transient(),
  meta: field.json(),
  tags: field.list(field.text()),
  size: field.integer(),
  ownerId: field.reference('users'),
}
const users = declare(
  {
    fields: { name: field.text(), pin: field.text().writeOnly() },
    relations: { todos: hasMany('todos', 'ownerId') },
  },
  'users',
)
const withOptions = (options: object) => [declare({ fields, ...options }), users]

const ofUsers = (options: object) => [
  declare({ fields }),
  declare({ ...users.definition.options, ...options }, 'users'),
]

const own = 'name one of id, task, pin, password, meta, tags, size, ownerId, createdAt, updatedAt'
const revealed = (name: string) => [`${name} is write-only, and would be revealed`, 'remove it'] as const
const sizes = [
  'has impossible page sizes',
  'choose whole numbers of 1 to 1000, pageSize not above maxPageSize',
] as const

const rows: readonly FaultRow[] = [
  ['a filter by no field', withOptions({ filter: ['color'] }), ['todos.filter[0]', 'color is no field', own]],
  [
    'the place of the filter is named',
    withOptions({ filter: ['task', 'color'] }),
    ['todos.filter[1]', 'color is no field', own],
  ],
  [
    'a filter by a forgotten field',
    withOptions({ filter: ['hint'] }),
    ['todos.filter[0]', 'hint is no field', own],
  ],
  [
    'a filter by a write-only field',
    withOptions({ filter: ['pin'] }),
    ['todos.filter[0]', ...revealed('pin')],
  ],
  [
    'a filter by a secret',
    withOptions({ filter: ['password'] }),
    ['todos.filter[0]', ...revealed('password')],
  ],
  [
    'a filter by no field of the other row',
    withOptions({ filter: ['owner.color'] }),
    [
      'todos.filter[0]',
      'owner.color is no field',
      'name one of id, name, pin, createdAt, updatedAt after owner',
    ],
  ],
  [
    'a filter by a hidden field of the other row',
    withOptions({ filter: ['owner.pin'] }),
    ['todos.filter[0]', ...revealed('owner.pin')],
  ],
  [
    'a filter through no relation',
    withOptions({ filter: ['task.name'] }),
    ['todos.filter[0]', 'task.name is no field', own],
  ],
  [
    'a filter through two relations',
    withOptions({ filter: ['owner.todos.task'] }),
    [
      'todos.filter[0]',
      'owner.todos.task leads over more than one relation',
      'name a field of this resource, or with one dot one of related rows',
    ],
  ],
  [
    'a filter by no field of related rows',
    ofUsers({ filter: ['todos.color'] }),
    ['users.filter[0]', 'todos.color is no field', `${own} after todos`],
  ],
  [
    'a filter by a hidden field of related rows',
    ofUsers({ filter: ['todos.pin'] }),
    ['users.filter[0]', ...revealed('todos.pin')],
  ],
  [
    'a filter by a relation itself',
    ofUsers({ filter: ['todos'] }),
    ['users.filter[0]', 'todos is no field', 'name one of id, name, pin, createdAt, updatedAt'],
  ],
  ['a sort by no field', withOptions({ sort: ['color'] }), ['todos.sort[0]', 'color is no field', own]],
  ['a sort with a direction', withOptions({ sort: ['-task'] }), ['todos.sort[0]', '-task is no field', own]],
  [
    'a sort through a relation',
    withOptions({ sort: ['owner.name'] }),
    ['todos.sort[0]', 'owner.name is no field', own],
  ],
  ['a sort by a write-only field', withOptions({ sort: ['pin'] }), ['todos.sort[0]', ...revealed('pin')]],
  ...['meta', 'tags'].map((name): FaultRow => [
    `a sort by ${name}, which has no order`,
    withOptions({ sort: [name] }),
    ['todos.sort[0]', `${name} has no order`, 'remove it from sort'],
  ]),
  ['a search in no field', withOptions({ search: ['color'] }), ['todos.search[0]', 'color is no field', own]],
  [
    'a search in a number',
    withOptions({ search: ['size'] }),
    ['todos.search[0]', 'size is no text', 'search text fields only'],
  ],
  [
    'a search in a write-only field',
    withOptions({ search: ['pin'] }),
    ['todos.search[0]', ...revealed('pin')],
  ],
  ...[
    { pageSize: 0 },
    { pageSize: -1 },
    { pageSize: 1.5 },
    { pageSize: Number.NaN },
    { pageSize: 101 },
    { maxPageSize: 19 },
    { maxPageSize: 1001 },
    { pageSize: '20' },
  ].map((limits): FaultRow => [
    `limits of ${JSON.stringify(limits)}`,
    withOptions({ limits }),
    ['todos.limits', ...sizes],
  ]),
  ...['', 'no-store\r\nset-cookie: a=b', 'private, \u00e9'].map((cache): FaultRow => [
    `a Cache-Control of ${JSON.stringify(cache)}`,
    withOptions({ cache }),
    ['todos.cache', 'cannot stand in a header', "write directives such as 'private, max-age=60'"],
  ]),
  [
    'a Cache-Control of lists that is none',
    withOptions({ cache: { list: '', read: 'public' } }),
    ['todos.cache.list', 'cannot stand in a header', "write directives such as 'private, max-age=60'"],
  ],
  [
    'a Cache-Control of rows for all and for one',
    withOptions({ cache: { read: 'private, Public' } }),
    ['todos.cache.read', 'is public and is not', "write directives such as 'private, max-age=60'"],
  ],
  [
    'a write of many that is none',
    withOptions({ filter: ['task'], bulk: ['update', 'replace'] }),
    [
      'todos.bulk[1]',
      'replace is nothing that can be done to many rows',
      "write 'create', 'update' or 'delete'",
    ],
  ],
  ...['update', 'delete'].map((verb): FaultRow => [
    `a ${verb} of many without a filter`,
    withOptions({ bulk: ['create', verb] }),
    [
      'todos.bulk[1]',
      'needs a filter that says which rows are meant',
      'declare by which fields rows may be filtered',
    ],
  ]),
  ...[0, -1, 1.5, 10_001, '5'].map((bulk): FaultRow => [
    `${JSON.stringify(bulk)} as the most rows of a write`,
    withOptions({ limits: { bulk } }),
    ['todos.limits.bulk', 'is no number of rows', 'choose a whole number of 1 to 10000'],
  ]),
  [
    'an idempotency that is none',
    withOptions({ idempotency: 'always' }),
    ['todos.idempotency', 'is no way to treat an Idempotency-Key', "write 'optional' or 'required'"],
  ],
]

describe('queries that are refused at start', () => {
  for (const row of rows) it(row[0], () => assert.deepEqual(foundOf(row), toFaults(row)))
})

describe('queries that are taken', () => {
  const taken: readonly FaultRow[] = [
    ['every field that is shown', withOptions({ filter: ['id', 'task', 'size', 'ownerId', 'createdAt'] })],
    ['presence of what has no order', withOptions({ filter: ['meta', 'tags'] })],
    ['fields of the row a reference names', withOptions({ filter: ['owner.name', 'owner.id'] })],
    [
      'fields of rows that name this one',
      ofUsers({ filter: ['todos.task', 'todos.meta', 'todos.createdAt'] }),
    ],
    ['orders by system fields', withOptions({ sort: ['id', 'createdAt', 'updatedAt'] })],
    ['pages of one row', withOptions({ limits: { pageSize: 1, maxPageSize: 1 } })],
    ['pages of a thousand rows', withOptions({ limits: { pageSize: 1000, maxPageSize: 1000 } })],
    ['caches of its own', withOptions({ cache: 'public, max-age=60, s-maxage="5"' })],
  ]
  for (const row of taken) it(row[0], () => assert.deepEqual(foundOf(row), []))
})
