// An API has every resource that its resources name.
import { createApi, field, hasMany, manyToMany, resource } from '../../src/index.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createTestApi } from '../../src/testing.ts'

const store = sqlite()
const fields = { name: field.text() }
const users = resource('users', { fields })
const teams = resource('teams', { fields, relations: { todos: hasMany('todos', 'teamId') } })
const todos = resource('todos', {
  fields: { ...fields, ownerId: field.owner('users'), teamId: field.reference('teams') },
  relations: { tags: manyToMany('tags', { through: 'todosTags' }) },
})
const tags = resource('tags', { fields })

createApi({ store, resources: [users, teams, todos, tags] })
createApi({ store, resources: [todos, users, tags, teams] })
createApi({ store, resources: [] })
createTestApi({ resources: [users] })

// @ts-expect-error A relation names todos, which are not there.
createApi({ store, resources: [users, teams] })
// @ts-expect-error A reference names teams, which are not there.
createApi({ store, resources: [users, todos, tags] })
// @ts-expect-error The test API is no more lenient.
createTestApi({ resources: [todos] })
// @ts-expect-error An API keeps its rows somewhere.
createApi({ resources: [users] })
// @ts-expect-error Resources are made by `resource`.
createApi({ store, resources: [{ name: 'users' }] })
// @ts-expect-error There is no such option.
createApi({ store, resources: [users], colour: 'red' })
