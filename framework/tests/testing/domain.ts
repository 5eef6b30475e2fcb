import {
  allOf,
  anyOf,
  anyone,
  defineProblem,
  field,
  hasMany,
  hasRole,
  isFresh,
  isOwner,
  isSelf,
  resource,
  signedIn,
} from '../../src/index.ts'

export const AlreadyDone = defineProblem('ALREADY_DONE', 409, 'The todo is done')

export const users = resource('users', {
  fields: { username: field.text().min(3).unique() },
  access: { read: anyOf(isSelf(), hasRole('admin')), create: anyone(), update: isSelf() },
  relations: { todos: hasMany('todos', 'ownerId') },
  expand: ['todos'],
})

export const todos = resource('todos', {
  fields: {
    task: field.text().min(1).max(100),
    state: field.choice('open', 'done').default('open'),
    price: field.decimal().optional(),
    dueAt: field.timestamp().optional(),
    ownerId: field.owner('users'),
  },
  access: {
    read: anyOf(isOwner('ownerId'), hasRole('admin')),
    create: signedIn(),
    update: isOwner('ownerId'),
    delete: allOf(isOwner('ownerId'), isFresh({ within: '5m' })),
  },
  filter: ['task', 'state', 'price', 'dueAt', 'owner.username'],
  sort: ['task', 'createdAt'],
  expand: ['owner'],
})
  .computed('shout', field.text(), ({ task }) => task.toUpperCase())
  .action('complete', {
    input: { note: field.text().optional() },
    problems: [AlreadyDone],
    run({ row, rows, input }) {
      if (row.state === 'done') throw new AlreadyDone({ detail: `Since then: ${input.note ?? 'nothing'}.` })
      return rows.update(row, { state: 'done', task: input.note ?? row.task })
    },
  })
  .action('weigh', {
    output: { letters: field.integer() },
    run: ({ row }) => ({ letters: row.task.length }),
  })
  .action('drop', { status: 204, run: ({ row, rows }) => rows.delete(row) })
  .action('import', {
    on: 'collection',
    input: { tasks: field.list(field.text()) },
    output: { made: field.integer() },
    async run({ rows, input, principal }) {
      for (const task of input.tasks) await rows.create({ task, ownerId: principal.id! })
      return { made: input.tasks.length }
    },
  })

export const counters = resource('counters', {
  id: 'integer',
  fields: { value: field.integer() },
  access: anyone(),
})

/** Users with passwords, which take their time: for the tests that sign in. */
export const accounts = resource('accounts', {
  fields: { username: field.text().unique(), password: field.secret() },
  access: { create: anyone(), read: signedIn() },
})

export const resources = [users, todos, counters] as const
