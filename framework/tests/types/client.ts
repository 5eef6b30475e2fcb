// The typed client: everything it takes and gives follows from the declarations.
import { field, hasMany, resource } from '../../src/index.ts'
import { createTestApi, type ClientPage } from '../../src/testing.ts'
import type { Equal, Expect, Members } from './expect.ts'

const users = resource('users', {
  fields: { username: field.text(), password: field.secret() },
  relations: { todos: hasMany('todos', 'ownerId') },
  filter: ['username', 'todos.state', 'todos.price'],
  expand: ['todos'],
})
const todos = resource('todos', {
  fields: {
    task: field.text(),
    state: field.choice('open', 'done').default('open'),
    price: field.decimal().optional(),
    labels: field.list(field.text()).default([]),
    ownerId: field.owner('users'),
  },
  filter: ['id', 'task', 'state', 'price', 'labels', 'createdAt', 'owner.username'],
  sort: ['task', 'createdAt'],
  expand: ['owner'],
})
  .computed('shout', field.text(), (row) => row.task.toUpperCase())
  .action('complete', { input: { note: field.text().optional() }, run: ({ row }) => row })
  .action('move', { input: { to: field.text() }, output: { to: field.text() }, run: ({ input }) => input })
  .action('clear', { status: 204, run() {} })
  .action('import', {
    on: 'collection',
    input: { tasks: field.list(field.text()) },
    output: { made: field.integer() },
    run: () => ({ made: 0 }),
  })
const counters = resource('counters', { id: 'integer', fields: { value: field.integer() } })

const app = await createTestApi({ resources: [users, todos, counters] })
const client = app.as({ id: 'ada', roles: ['admin'], scopes: ['todos:read'] })
type Todo = (typeof todos)['~row']
type User = (typeof users)['~row']

const page = await client.todos.list({
  filter: {
    id: { in: ['a', 'b'] },
    task: { startsWith: 'x', between: ['a', 'b'] },
    state: 'open',
    price: null,
    labels: { null: false },
    createdAt: { gte: '2030-01-01T00:00:00Z' },
    'owner.username': 'ada',
  },
  where: { or: [{ state: 'done' }, { not: { price: { lt: '5.00' } } }] },
  sort: ['-createdAt', 'task'],
  limit: 10,
  total: 'exact',
})
const whole = await client.todos.get('id')
const embedded = await client.todos.get('id', { expand: ['owner'] })
const deep = await client.todos.get('id', { expand: ['owner.todos'] })
const part = await client.todos.get('id', { fields: ['task', 'owner.username'] })
const parts = await client.users.list({ fields: ['id'], expand: ['todos'] })
const busy = await client.users.query({
  filter: { 'todos.state': 'open' },
  where: {
    or: [
      { todos: { any: { state: 'open', price: { gt: '5' } }, none: { not: { price: null } } } },
      { username: 'ada', todos: { none: {} } },
    ],
  },
  sort: [],
  fields: ['id'],
})
const cut = await client.users.list({ expand: ['todos'], embed: { todos: { sort: ['-task'], limit: 1 } } })
// @ts-expect-error Only what is embedded has rows to choose.
client.users.list({ expand: ['todos'], embed: { parts: { limit: 1 } } })
// @ts-expect-error No such state.
client.users.list({ where: { todos: { any: { state: 'late' } } } })
// @ts-expect-error Nothing is filtered by the task of a todo.
client.users.list({ where: { todos: { any: { task: 'x' } } } })
// @ts-expect-error There are any and none.
client.users.list({ where: { todos: { all: { state: 'open' } } } })
// @ts-expect-error A reference is no relation to filter by where no field of it is one.
client.todos.list({ where: { parts: { any: {} } } })
const made = await client.todos.create({ task: 'x', state: 'done', price: '1.00' })
const changed = await client.todos.update('id', { price: null }, { ifMatch: made })
const replaced = await client.todos.replace('id', { ...changed, task: 'y' }, { ifMatch: '"1"' })
const completed = await client.todos.complete('id')
const moved = await client.todos.move('id', { to: 'x' }, { ifMatch: made })
const cleared = await client.todos.clear('id')
const imported = await client.todos.import({ tasks: [] })
const counter = await client.counters.get(3)
await client.users.replace('id', { username: 'x' })
await client.todos.delete('id', { ifMatch: made })

export type Results = [
  Expect<Equal<typeof page, ClientPage<Todo>>>,
  Expect<Equal<typeof whole, Todo>>,
  Expect<Equal<(typeof whole)['shout'], string>>,
  Expect<Equal<typeof embedded, Members<Todo & { readonly owner: User | null }>>>,
  Expect<Equal<NonNullable<(typeof deep)['owner']>['todos'], readonly Todo[]>>,
  Expect<Equal<typeof part, { readonly task: string; readonly owner: { readonly username: string } | null }>>,
  Expect<Equal<(typeof busy)['data'][number], { readonly id: string }>>,
  Expect<Equal<(typeof cut)['data'][number]['todos'], readonly Todo[]>>,
  Expect<Equal<(typeof parts)['data'][number], { readonly id: string; readonly todos: readonly Todo[] }>>,
  Expect<Equal<typeof made, Todo>>,
  Expect<Equal<typeof replaced, Todo>>,
  Expect<Equal<typeof moved, (typeof todos)['~actions']['move']['result']>>,
  Expect<Equal<typeof cleared, undefined>>,
  Expect<Equal<(typeof imported)['made'], number>>,
  Expect<Equal<(typeof counter)['id'], number>>,
  // What code gives back and what a client gets differ by nothing the types say.
  Expect<Equal<(typeof completed)['task'], string>>,
]

// @ts-expect-error There is no such resource.
void client.posts
// @ts-expect-error There is no such filter.
void client.todos.list({ filter: { color: 'red' } })
// @ts-expect-error The field is there, but was not declared to be filtered by.
void client.todos.list({ filter: { ownerId: 'x' } })
// @ts-expect-error The field has other words.
void client.todos.list({ filter: { state: 'opened' } })
// @ts-expect-error A choice has no parts to search in.
void client.todos.list({ filter: { state: { contains: 'op' } } })
// @ts-expect-error A list is either there or not.
void client.todos.list({ filter: { labels: { eq: 'x' } } })
// @ts-expect-error A task is never null.
void client.todos.list({ filter: { task: null } })
// @ts-expect-error A decimal is text, so that it is exact.
void client.todos.list({ filter: { price: { gt: 5 } } })
// @ts-expect-error The other end of the reference has its own operators as well.
void client.todos.list({ filter: { 'owner.username': { matches: 'a' } } })
// @ts-expect-error `where` has the same filters.
void client.todos.list({ where: { and: [{ color: 'red' }] } })
// @ts-expect-error The field was not declared to be sorted by.
void client.todos.list({ sort: ['state'] })
// @ts-expect-error There is no such relation.
void client.todos.list({ expand: ['user'] })
// @ts-expect-error There is no such property.
void client.todos.get('id', { fields: ['color'] })
// @ts-expect-error Only the owner's name was asked for.
void part.owner?.id
// @ts-expect-error Nothing was embedded.
void whole.owner
// @ts-expect-error A task is required.
void client.todos.create({})
// @ts-expect-error The owner is the caller.
void client.todos.create({ task: 'x', ownerId: 'x' })
// @ts-expect-error What every row has is written by the server.
void client.todos.update('id', { createdAt: '2030-01-01T00:00:00.000Z' })
// @ts-expect-error There is no such member.
void client.todos.update('id', { color: 'red' })
// @ts-expect-error A PUT has every required member.
void client.todos.replace('id', { state: 'open' })
// @ts-expect-error These ids are numbers.
void client.counters.get('3')
// @ts-expect-error An action on a row needs the row.
void client.todos.complete()
// @ts-expect-error The input is of another kind.
void client.todos.complete('id', { note: 3 })
// @ts-expect-error The input is required.
void client.todos.move('id')
// @ts-expect-error The action has no input.
void client.todos.clear('id', { note: 'x' })
// @ts-expect-error The input lacks a member.
void client.todos.import({})
// @ts-expect-error A secret never comes back.
void (await client.users.get('id')).password
// @ts-expect-error A principal is a user or a service.
void app.as({ id: 'ada', kind: 'admin' })
