// The rows that handlers see and write, of their own resource and of others.
import {
  field,
  resource,
  type FindOptions,
  type HandlerContext,
  type Rows,
  type Where,
} from '../../src/index.ts'
import type { Equal, Expect } from './expect.ts'

const users = resource('users', { id: 'integer', fields: { name: field.text(), password: field.secret() } })
const todos = resource('todos', {
  fields: {
    task: field.text(),
    count: field.integer().readOnly().default(0),
    dueAt: field.timestamp().optional(),
    isDone: field.boolean(),
    labels: field.list(field.text()),
  },
})
type Todo = (typeof todos)['~row']
type User = (typeof users)['~row']
type Values = (typeof todos)['~values']

export function results({ rows, of }: HandlerContext<Todo, Values>, row: Todo) {
  const others = of(users)
  const read = [rows.find('id'), rows.get('id'), rows.list(), rows.count()] as const
  const written = [
    rows.create({ task: 'x', count: 3 }),
    rows.update(row, { dueAt: null }),
    rows.delete(row),
  ] as const
  const foreign = [others.find(3), others.create({ name: 'x', password: '0123456789' })] as const
  type All = [
    Expect<Equal<typeof others, Rows<User, (typeof users)['~values']>>>,
    Expect<
      Equal<
        typeof read,
        readonly [Promise<Todo | undefined>, Promise<Todo>, Promise<Todo[]>, Promise<number>]
      >
    >,
    Expect<Equal<typeof written, readonly [Promise<Todo>, Promise<Todo>, Promise<void>]>>,
    Expect<Equal<typeof foreign, readonly [Promise<User | undefined>, Promise<User>]>>,
    Expect<Equal<Parameters<typeof rows.verifySecret>[1], 'task' | 'count' | 'dueAt' | 'isDone' | 'labels'>>,
    Expect<
      Equal<
        NonNullable<FindOptions<User>['sort']>[number],
        'id' | 'name' | 'createdAt' | 'updatedAt' | '-id' | '-name' | '-createdAt' | '-updatedAt'
      >
    >,
  ]
  return [read, written, foreign] as unknown as All
}

export const wheres: Where<Todo>[] = [
  {},
  { task: 'x', isDone: false },
  { dueAt: null },
  { dueAt: { null: true } },
  { task: { contains: 'x', startsWith: 'y', in: ['a', 'b'] } },
  { count: { gte: 1, between: [1, 3] } },
  { and: [{ task: 'x' }, { or: [{ count: 1 }, { not: { isDone: true } }] }] },
  { createdAt: { lt: '2030-01-01T00:00:00.000Z' } },
]

export const wrong: Where<Todo>[] = [
  // @ts-expect-error There is no such field.
  { color: 'red' },
  // @ts-expect-error A task is text.
  { task: 5 },
  // @ts-expect-error A task is never null.
  { task: null },
  // @ts-expect-error There is no such operator.
  { task: { matches: 'x' } },
  // @ts-expect-error Between stand two values.
  { count: { between: [1] } },
  // @ts-expect-error A list of numbers.
  { count: { in: ['1'] } },
  // @ts-expect-error Groups hold conditions.
  { or: { task: 'x' } },
  // @ts-expect-error So does a group in a group.
  { and: [{ or: [{ color: 'red' }] }] },
]
