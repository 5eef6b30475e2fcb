import {
  anyOf,
  anyone,
  createApi,
  defineProblem,
  field,
  hasRole,
  isOwner,
  isSelf,
  resource,
  serve,
} from 'ninety'
import { identity } from 'ninety/identity'
import { sqlite } from 'ninety/sqlite'

const users = resource('users', {
  fields: {
    username: field.text().min(3).max(80).unique(),
    password: field.secret(), // taken in, kept as an argon2id hash, never shown
  },
  access: { create: anyone(), read: isSelf() },
})

const TodoAlreadyDone = defineProblem('TODO_ALREADY_DONE', 409, 'The todo is done already')

const todos = resource('todos', {
  fields: {
    task: field.text().min(1).max(500),
    state: field.choice('open', 'done').default('open').indexed(),
    dueAt: field.timestamp().optional().indexed(),
    ownerId: field.owner('users'), // filled from the caller, never from the body
  },
  access: anyOf(isOwner('ownerId'), hasRole('admin')), // rows, lists and actions alike
  filter: ['state', 'dueAt'],
  sort: ['createdAt', 'dueAt'],
  expand: ['owner'],
}).action('complete', {
  run({ row, rows }) {
    if (row.state === 'done') throw new TodoAlreadyDone({ detail: `Todo ${row.id} is done.` })
    return rows.update(row, { state: 'done' })
  },
})

const api = createApi({
  title: 'Todos',
  store: sqlite('todos.db'),
  resources: [users, todos],
  identity: identity({ users: { resource: users, login: ['username'], password: 'password' } }),
})

const { url } = await serve(api, { port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/docs`)
