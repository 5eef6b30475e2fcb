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
const versions = { v1: { resources: [users] }, v2: { resources: [users, teams, todos, tags] } } as const
createApi({ store, versions })
createApi({ store, versions, current: 'v1' })
createApi({
  store,
  versions: { v1: { resources: [users], deprecated: { since: '2027-01-31' } } },
  title: 'x',
})
createTestApi({ versions, current: 'v2' }).then((app) => app.anonymous.tags.create({ name: 'x' }))
// @ts-expect-error Clients see the current version, which has no tags.
createTestApi({ versions, current: 'v1' }).then((app) => app.anonymous.tags.create({ name: 'x' }))
// @ts-expect-error The current version is one of them.
createApi({ store, versions, current: 'v3' })
// @ts-expect-error A reference leads into another version.
createApi({ store, versions: { v1: { resources: [users, tags] }, v2: { resources: [todos] } } })
// @ts-expect-error The test API is no more lenient.
createTestApi({ versions: { v1: { resources: [todos] } } })
// @ts-expect-error An API has resources or versions.
createApi({ store, resources: [users], versions })
// @ts-expect-error Each version has a version of its own.
createApi({ store, versions, version: '1.0.0' })
// @ts-expect-error Without versions none is the current one.
createApi({ store, resources: [users], current: 'v1' })
// @ts-expect-error A deprecation of a version says since when.
createApi({ store, versions: { v1: { resources: [users], deprecated: { sunset: '2027-01-31' } } } })
// @ts-expect-error There is no such option of a version.
createApi({ store, versions: { v1: { resources: [users], colour: 'red' } } })
// @ts-expect-error There is no such option.
createApi({ store, resources: [users], colour: 'red' })
