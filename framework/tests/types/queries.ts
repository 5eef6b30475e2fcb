// What lists may be asked for: every name in the options is one of the resource.
import { anyone, field, hasMany, manyToMany, resource } from '../../src/index.ts'
import type { Equal, Expect } from './expect.ts'

const fields = {
  task: field.text(),
  state: field.choice('open', 'done'),
  ownerId: field.owner('users'),
  team: field.text(),
  size: field.integer().optional(),
  price: field.decimal(),
  dueAt: field.timestamp().optional(),
  length: field.duration(),
  data: field.json(),
  pin: field.secret(),
}
const relations = {
  parts: hasMany('parts', 'todoId'),
  tags: manyToMany('tags', { through: 'todosTags' }),
}

const todos = resource('todos', {
  fields,
  relations,
  filter: ['state', 'createdAt', 'owner.username', 'parts.size', 'tags.name'],
  sort: ['task', 'updatedAt', 'id'],
  search: ['task'],
  aggregate: ['count', 'sum:size', 'avg:price', 'min:createdAt', 'max:dueAt', 'sum:length'],
  groupBy: ['state', 'ownerId', 'task', 'size'],
  expand: ['owner', 'parts', 'tags'],
  unique: [['task', 'ownerId']],
  summary: { fields: ['id', 'task'], access: anyone() },
})
const silent = resource('silent', { fields })

export type Queries = [
  Expect<
    Equal<
      (typeof todos)['~query'],
      {
        filter: 'state' | 'createdAt' | 'owner.username' | 'parts.size' | 'tags.name'
        sort: 'task' | 'updatedAt' | 'id'
        expand: 'owner' | 'parts' | 'tags'
      }
    >
  >,
  // Nothing may be asked that is not declared.
  Expect<Equal<(typeof silent)['~query'], { filter: never; sort: never; expand: never }>>,
  Expect<Equal<(typeof todos)['~targets'], 'users' | 'parts' | 'tags'>>,
  Expect<Equal<(typeof silent)['~targets'], 'users'>>,
]

// @ts-expect-error There is no such field.
resource('a', { fields, filter: ['state', 'color'] })
// @ts-expect-error A text leads to no other row, although its name is that of a relation.
resource('a', { fields, filter: ['team.name'] })
// @ts-expect-error A dot follows the relation, not the field of the reference.
resource('a', { fields, filter: ['ownerId.username'] })
// @ts-expect-error The relation is not declared here.
resource('a', { fields, filter: ['parts.size'] })
// @ts-expect-error A filter names a field of the related rows.
resource('a', { fields, relations, filter: ['parts'] })
// @ts-expect-error There is no such field.
resource('a', { fields, sort: ['color'] })
// @ts-expect-error Every field that may be sorted by may be turned round.
resource('a', { fields, sort: ['-task'] })
// @ts-expect-error There is no such field.
resource('a', { fields, search: ['color'] })
// @ts-expect-error There is no such field.
resource('a', { fields, aggregate: ['sum:color'] })
// @ts-expect-error Text cannot be added up.
resource('a', { fields, aggregate: ['sum:task'] })
// @ts-expect-error Moments have no sum.
resource('a', { fields, aggregate: ['sum:dueAt'] })
// @ts-expect-error Text has no least value that is the same everywhere.
resource('a', { fields, aggregate: ['min:task'] })
// @ts-expect-error There is no such function.
resource('a', { fields, aggregate: ['median:price'] })
// @ts-expect-error Rows are counted, not values.
resource('a', { fields, aggregate: ['count:price'] })
// @ts-expect-error There is no such field.
resource('a', { fields, groupBy: ['color'] })
// @ts-expect-error JSON has no single value.
resource('a', { fields, groupBy: ['data'] })
// @ts-expect-error A secret is nobody's to see.
resource('a', { fields, groupBy: ['pin'] })
// @ts-expect-error A relation has the name of its field without `Id`.
resource('a', { fields, expand: ['ownerId'] })
// @ts-expect-error A text cannot be embedded.
resource('a', { fields, expand: ['team'] })
// @ts-expect-error The relation is not declared here.
resource('a', { fields, expand: ['parts'] })
// @ts-expect-error There is no such field.
resource('a', { fields, unique: [['task', 'color']] })
// @ts-expect-error There is no such field.
resource('a', { fields, summary: { fields: ['color'], access: anyone() } })
// @ts-expect-error There is no such option.
resource('a', { fields, colour: 'red' })
// @ts-expect-error Ids are of one of three kinds.
resource('a', { fields, id: 'serial' })
// @ts-expect-error Links stand in a table that has a name.
manyToMany('tags', {})
