// What the types cost: the compiler's time, and the editor's, grow with the types it makes of generic ones.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compile } from './compile.ts'

const resources = 40
const fields = 20
/** Types made for each resource of 20 fields, with rules, queries, relations, actions and hooks; measured: 1,649. */
const budget = 1800

const kinds = [
  'field.text().min(1).max(200)',
  'field.integer().min(0).default(0)',
  'field.decimal().optional()',
  'field.boolean().default(false)',
  'field.timestamp().optional().indexed()',
  "field.choice('open', 'done', 'gone').default('open')",
  'field.email().unique()',
  'field.url().optional()',
  'field.date()',
  'field.json<{ readonly width: number }>()',
  'field.list(field.text().max(20)).default([])',
  'field.duration().optional()',
  'field.uuid().readOnly().optional()',
  "field.number().describe('A number.')",
  "field.text().multiline().visible(hasRole('admin')).optional()",
  'field.secret()',
]

const imports = `
import { allOf, anyOf, createApi, field, fieldEquals, hasMany, hasRole, isOwner, not, resource, signedIn } from 'ninety'
import { sqlite } from 'ninety/sqlite'
import { createTestApi } from 'ninety/testing'
`

const names = Array.from({ length: resources }, (_, index) => `resource${index}`)

function declare(name: string, index: number): string {
  const plain = Array.from(
    { length: fields - 2 },
    (_, each) => `field${each}: ${kinds[each % kinds.length]},`,
  )
  const [previous, next] = [names.at(index - 1), names[(index + 1) % resources]]
  return `
const ${name} = resource('${name}', {
  fields: {
    ${plain.join('\n    ')}
    ownerId: field.owner('${names[0]}'),
    nextId: field.reference('${next}'),
  },
  access: {
    read: anyOf(isOwner('ownerId'), hasRole('admin'), fieldEquals('field5', 'open')),
    create: signedIn(),
    update: allOf(isOwner('ownerId'), not(fieldEquals('field3', true))),
    delete: hasRole('admin'),
  },
  filter: ['field0', 'field1', 'field2', 'field3', 'field4', 'field5', 'createdAt', 'next.field0'],
  sort: ['field0', 'createdAt'],
  search: ['field0'],
  expand: ['owner', 'next', 'others'],
  relations: { others: hasMany('${previous}', 'nextId') },
})
  .computed('shout', field.text(), (row) => row.field0.toUpperCase())
  .before('create', ({ values }) => ({ field0: values.field0 ?? '' }))
  .action('close', {
    input: { note: field.text().optional() },
    run: ({ row, rows, input }) => rows.update(row, { field0: input.note ?? row.field0, field5: 'done' }),
  })
  .action('import', {
    on: 'collection',
    input: { names: field.list(field.text()) },
    output: { made: field.integer() },
    run: ({ input }) => ({ made: input.names.length }),
  })
`
}

const use = `
const resources = [${names.join(', ')}] as const
export const api = createApi({ store: sqlite(), resources })
const app = await createTestApi({ resources })
const client = app.as({ id: 'x' })
const page = await client.resource0.list({
  filter: { field0: 'x', field1: { gte: 3 }, 'next.field0': { contains: 'y' } },
  sort: ['-createdAt'],
  expand: ['owner', 'others'],
})
export const shown: string | undefined = page.data[0]?.owner?.field0
const closed = await client.resource1.close('id', { note: 'x' })
export const done: string = closed.field0
`

const emptyUse = `
const api = createApi({ store: sqlite(), resources: [] })
const app = await createTestApi({ resources: [] })
export default [api, app, allOf, anyOf, field, fieldEquals, hasMany, hasRole, isOwner, not, resource, signedIn]
`

describe('the cost of types', () => {
  it(`stays within ${budget} instantiations a resource`, () => {
    const empty = compile(imports + emptyUse)
    const whole = compile(imports + names.map(declare).join('') + use)
    assert.deepEqual([...empty.errors, ...whole.errors], [])
    const each = (whole.instantiations - empty.instantiations) / resources
    assert.ok(each > 0 && each <= budget, `${Math.round(each)} instantiations a resource`)
  })
})
