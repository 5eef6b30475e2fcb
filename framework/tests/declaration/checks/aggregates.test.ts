import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { field } from '../../../src/declaration/schema/field.ts'
import { declare, foundOf, toFaults, type FaultRow } from './faults.ts'

const fields = {
  task: field.text(),
  pin: field.integer().writeOnly(),
  hint: field.integer().transient(),
  password: field.secret(),
  meta: field.json(),
  tags: field.list(field.text()),
  size: field.integer(),
  price: field.decimal(),
  weight: field.number(),
  length: field.duration(),
  day: field.date(),
  at: field.timestamp(),
  isNew: field.boolean(),
  sum: field.integer(),
}
const withOptions = (options: object) => [declare({ fields, ...options })]

const own =
  'name one of id, task, pin, password, meta, tags, size, price, weight, length, day, at, isNew, sum, createdAt, updatedAt'
const form = "write 'count', or 'sum', 'avg', 'min' or 'max' with a field, such as 'sum:price'"
const revealed = (name: string) => [`${name} is write-only, and would be revealed`, 'remove it'] as const

const rows: readonly FaultRow[] = [
  ...['', 'sum', 'sum:', ':size', 'median:size', 'SUM:size', 'count:size', 'sum:size:size', 'sum(size)'].map(
    (name): FaultRow => [
      `an aggregate ${JSON.stringify(name)}`,
      withOptions({ aggregate: ['count', name] }),
      ['todos.aggregate[1]', `${name} is no aggregate`, form],
    ],
  ),
  [
    'of no field',
    withOptions({ aggregate: ['sum:color'] }),
    ['todos.aggregate[0]', 'color is no field', own],
  ],
  [
    'of a forgotten field',
    withOptions({ aggregate: ['sum:hint'] }),
    ['todos.aggregate[0]', 'hint is no field', own],
  ],
  [
    'of a write-only field',
    withOptions({ aggregate: ['sum:pin'] }),
    ['todos.aggregate[0]', ...revealed('pin')],
  ],
  ...['sum:task', 'avg:day', 'sum:at', 'sum:isNew', 'avg:createdAt', 'sum:meta'].map((name): FaultRow => [
    name,
    withOptions({ aggregate: [name] }),
    [
      'todos.aggregate[0]',
      `${name.slice(4)} cannot be added up`,
      'aggregate numbers, decimals and durations',
    ],
  ]),
  ...['min:task', 'max:isNew', 'min:meta', 'max:id'].map((name): FaultRow => [
    name,
    withOptions({ aggregate: [name] }),
    [
      'todos.aggregate[0]',
      `${name.slice(4)} has no least or greatest value`,
      'aggregate numbers, decimals, durations, days and moments',
    ],
  ]),
  [
    'groups by no field',
    withOptions({ aggregate: ['count'], groupBy: ['task', 'color'] }),
    ['todos.groupBy[1]', 'color is no field', own],
  ],
  [
    'groups by a secret',
    withOptions({ aggregate: ['count'], groupBy: ['password'] }),
    ['todos.groupBy[0]', ...revealed('password')],
  ],
  ...['meta', 'tags'].map((name): FaultRow => [
    `groups by ${name}`,
    withOptions({ aggregate: ['count'], groupBy: [name] }),
    ['todos.groupBy[0]', `${name} has no single value`, 'remove it from groupBy'],
  ]),
  [
    'groups by a field that is called like a member',
    withOptions({ aggregate: ['count'], groupBy: ['sum'] }),
    ['todos.groupBy[0]', 'sum is a member of every answer', 'rename the field'],
  ],
  [
    'groups of nothing',
    withOptions({ groupBy: ['task'] }),
    ['todos.groupBy', 'has nothing to group', "add aggregate: ['count']"],
  ],
]

describe('aggregates that are refused at start', () => {
  for (const row of rows) it(row[0], () => assert.deepEqual(foundOf(row), toFaults(row)))
})

describe('aggregates that are taken', () => {
  const names = ['size', 'price', 'weight', 'length', 'sum']
  const sums = names.flatMap((name) => [`sum:${name}`, `avg:${name}`, `min:${name}`, `max:${name}`])
  const taken: readonly FaultRow[] = [
    ['all of numbers', withOptions({ aggregate: ['count', ...sums] })],
    [
      'ends of days and moments',
      withOptions({ aggregate: ['min:day', 'max:at', 'min:createdAt', 'max:updatedAt'] }),
    ],
    [
      'groups by single values',
      withOptions({ aggregate: ['count'], groupBy: ['task', 'size', 'day', 'isNew', 'price'] }),
    ],
  ]
  for (const row of taken) it(row[0], () => assert.deepEqual(foundOf(row), []))
})
