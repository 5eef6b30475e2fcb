// Two versions of one API over the same rows: what was `task` is `title` now, and a priority is new.
import { anyone, createApi, field, resource, serve } from 'ninety'
import { sqlite } from 'ninety/sqlite'

const access = anyone()

/** Unchanged, so the same in both. */
const lists = resource('lists', { fields: { name: field.text().min(1).max(80) }, access })

const state = field.choice('open', 'done').default('open').indexed()
const listId = field.reference('lists')

/** As it was, in the columns of today. */
const todosOfV1 = resource('todos', {
  fields: { task: field.text().min(1).max(200).column('title'), state, listId },
  access,
  filter: ['state', 'listId'],
  expand: ['list'],
}).computed('isDone', field.boolean(), ({ state: now }) => now === 'done')

const todos = resource('todos', {
  fields: {
    title: field.text().min(1).max(200),
    state,
    priority: field.integer().min(1).max(3).default(2).indexed(), // what v1 makes has the default
    listId,
  },
  access,
  filter: ['state', 'priority', 'listId'],
  sort: ['priority', 'createdAt'],
  expand: ['list'],
})

const api = createApi({
  title: 'Todos',
  store: sqlite('todos.db'),
  prefix: '/api',
  versions: {
    v1: {
      resources: [lists, todosOfV1],
      deprecated: { since: '2026-01-31', sunset: '2036-01-31', link: 'https://api.example/v2' },
    },
    v2: { resources: [lists, todos], version: '2.1.0' },
  },
  current: 'v2',
})

const { url } = await serve(api, { port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/docs`)
