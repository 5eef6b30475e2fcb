/** Ninety, with every feature on: declared resources on a file or in PostgreSQL, tokens, rules, a request log. */
import type { AddressInfo } from 'node:net'

import {
  anyOf,
  anyone,
  createApi,
  createLog,
  field,
  hasRole,
  isOwner,
  listen,
  nobody,
  resource,
} from 'ninety'
import { identity, secretHasher } from 'ninety/identity'
import { postgres } from 'ninety/postgres'
import { sqlite } from 'ninety/sqlite'

import { createTodos, user } from '../dataset.ts'
import { announce, isUrl, readDatabase } from './ready.ts'

const users = resource('users', {
  fields: {
    username: field.text().unique(),
    isActive: field.boolean().default(true),
    isAdmin: field.boolean().default(false),
    password: field.secret(),
  },
  access: nobody(),
})

const fields = {
  task: field.text().min(1).max(500),
  state: field.choice('open', 'done').default('open').indexed(),
  dueAt: field.timestamp().optional(),
}
const queries = { filter: ['state', 'dueAt'], sort: ['dueAt', 'createdAt'] } as const

const publicTodos = resource('publicTodos', {
  fields: { ...fields, ownerId: field.reference('users').optional() },
  access: anyone(),
  ...queries,
})

const todos = resource('todos', {
  fields: { ...fields, ownerId: field.owner('users') },
  access: anyOf(isOwner('ownerId'), hasRole('admin')),
  ...queries,
})

const database = readDatabase()
const log = createLog({ file: '/dev/null' })
const api = createApi({
  store: isUrl(database) ? postgres(database) : sqlite(database),
  resources: [users, publicTodos, todos],
  identity: identity({
    users: {
      resource: users,
      login: ['username'],
      password: 'password',
      active: 'isActive',
      roles: (row) => (row.isAdmin ? ['admin'] : []),
    },
  }),
  events: log.events,
})

async function seed(): Promise<string[]> {
  await api.start()
  const { store, models } = api.context
  const id = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const
  const password = await secretHasher.hash('benchmark-password')
  const rows = createTodos()
  await store.transaction(async (session) => {
    const { id: userId, username, isActive, isAdmin } = user
    const values = { username, isActive, isAdmin, password }
    await session.insert(models.get('users')!, { id: userId, values, at: rows[0]!.createdAt }, id)
    for (const { id: rowId, task, state, dueAt, ownerId, createdAt } of rows) {
      const row = { id: rowId, values: { task, state, dueAt, ownerId }, at: createdAt }
      for (const name of ['todos', 'publicTodos']) await session.insert(models.get(name)!, row, id)
    }
  })
  return rows.filter((_, index) => index % 50 === 0).map((row) => row.id)
}

const sampleIds = await seed()
const { fastify } = await listen(api, { port: 0 })
const login = await fastify.inject({
  method: 'POST',
  url: '/auth/login',
  payload: { username: user.username, password: 'benchmark-password' },
})
const { port } = fastify.server.address() as AddressInfo
announce({ port, token: (login.json() as { access_token: string }).access_token, sampleIds })
