import { anyOf, defineProblem, field, hasRole, isOwner, resource } from 'ninety'

export const TodoAlreadyDone = defineProblem('TODO_ALREADY_DONE', 409, 'The todo is done already')
export const TodoStillOpen = defineProblem('TODO_STILL_OPEN', 409, 'The todo is still open')

export const todos = resource('todos', {
  description: 'Things to do, each seen by its owner alone.',
  fields: {
    task: field
      .text()
      .min(1)
      .max(500)
      .pattern(/.*\S.*/)
      .indexed()
      .describe('What is to be done.')
      .example('Water the plants'),
    state: field.choice('open', 'done').default('open').indexed(),
    dueAt: field.timestamp().optional().indexed().describe('When it should be done.'),
    ownerId: field.owner('users', { onDelete: 'cascade' }),
  },
  access: anyOf(isOwner('ownerId'), hasRole('admin')),
  filter: ['task', 'state', 'dueAt', 'createdAt'],
  sort: ['createdAt', 'updatedAt', 'dueAt', 'task'],
  search: ['task'],
  expand: ['owner'],
  upsert: true,
})
  .action('complete', {
    summary: 'Marks the todo as done',
    run({ row, rows }) {
      if (row.state === 'done') throw new TodoAlreadyDone({ detail: `Todo ${row.id} is done.` })
      return rows.update(row, { state: 'done' })
    },
  })
  .action('reopen', {
    summary: 'Marks the todo as open again',
    run({ row, rows }) {
      if (row.state === 'open') throw new TodoStillOpen({ detail: `Todo ${row.id} is open.` })
      return rows.update(row, { state: 'open' })
    },
  })
