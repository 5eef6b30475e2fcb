// The code of a resource: what actions, hooks and computed properties are given and must give back.
import { field, isOwner, resource, type Principal } from '../../src/index.ts'
import type { Equal, Expect, Members } from './expect.ts'

const users = resource('users', { fields: { username: field.text(), password: field.secret() } })
const todos = resource('todos', {
  fields: {
    task: field.text(),
    state: field.choice('open', 'done').default('open'),
    count: field.integer().default(0),
    ownerId: field.owner('users'),
  },
})
type Row = (typeof todos)['~row']

export const finished = todos
  .computed('shout', field.text(), (row) => row.task.toUpperCase())
  .action('complete', {
    input: { note: field.text().optional(), times: field.integer(), soon: field.boolean().default(true) },
    async run({ row, rows, input, of, principal, now }) {
      type Given = [
        Expect<
          Equal<
            Members<typeof input>,
            { readonly note: string | null; readonly times: number; readonly soon: boolean }
          >
        >,
        Expect<Equal<typeof principal, Principal>>,
        Expect<Equal<typeof now, number>>,
      ]
      const found = await of(users).find(row.ownerId)
      const given: Given | undefined = undefined
      const { shout } = row
      await rows.list({
        where: { or: [{ state: 'done' }, { count: { gte: 3 } }] },
        sort: ['-count'],
        limit: 3,
      })
      return rows.update(row, { count: input.times, task: `${shout} ${found?.username} ${String(given)}` })
    },
  })
  // Without an output the row is the answer, whether the handler gives it back or not.
  .action('touch', { run: ({ row, rows }) => void rows.update(row, { count: row.count + 1 }) })
  .action('clear', { status: 204, run: ({ row, rows }) => rows.delete(row) })
  .action('count', { output: { count: field.integer() }, run: ({ row }) => ({ count: row.count }) })
  .action('import', {
    on: 'collection',
    input: { tasks: field.list(field.text()) },
    output: { made: field.integer() },
    run: ({ input, row }) => ({ made: input.tasks.length + (row === undefined ? 0 : 1) }),
  })

type Actions = (typeof finished)['~actions']
export type ActionShapes = [
  Expect<Equal<keyof Actions, 'complete' | 'touch' | 'clear' | 'count' | 'import'>>,
  Expect<
    Equal<
      Members<Actions['complete']['sent']>,
      { readonly times: number; readonly note?: string | null; readonly soon?: boolean }
    >
  >,
  Expect<Equal<Actions['complete']['result'], Row & { readonly shout: string }>>,
  Expect<Equal<Actions['touch']['sent'], undefined>>,
  Expect<Equal<Actions['clear']['result'], undefined>>,
  Expect<Equal<Members<Actions['count']['result']>, { readonly count: number }>>,
  Expect<Equal<Actions['import']['target'], 'collection'>>,
]

// @ts-expect-error The output has a number here.
todos.action('a', { output: { count: field.integer() }, run: () => ({ count: 'three' }) })
// @ts-expect-error The output has one more member.
todos.action('a', { output: { count: field.integer() }, run: () => ({}) })
// @ts-expect-error With an output of its own the action must give it back.
todos.action('a', { output: { count: field.integer() }, run: () => {} })
// @ts-expect-error Without an output only the row can be the answer.
todos.action('a', { run: () => ({ count: 3 }) })
// @ts-expect-error A collection has no row to fall back on.
todos.action('a', { on: 'collection', run: () => {} })
// @ts-expect-error The rule must fit the fields.
todos.action('a', { access: isOwner('task'), run: ({ row }) => row })
// @ts-expect-error An action answers with success.
todos.action('a', { status: 404, run: ({ row }) => row })
// @ts-expect-error The input is made of fields, or of a schema of another library.
todos.action('a', { input: { note: 'text' }, run: ({ row }) => row })
todos.action('a', {
  input: { note: field.text() },
  run({ row, rows, input }) {
    // @ts-expect-error The input has no such member.
    void input.remark
    // @ts-expect-error The input is read-only.
    input.note = ''
    // @ts-expect-error Nor is a row changed in place: only `rows` writes.
    row.task = ''
    // @ts-expect-error What the framework keeps itself is not written.
    void rows.update(row, { createdAt: '2030-01-01T00:00:00.000Z' })
    // @ts-expect-error Nor is the id of a row changed.
    void rows.update(row, { id: 'x' })
    // @ts-expect-error The field has other words.
    void rows.update(row, { state: 'opened' })
    // @ts-expect-error There is no such field.
    void rows.create({ task: 'x', color: 'red' })
    // @ts-expect-error Only a row can be changed.
    void rows.update({ id: row.id }, { task: 'x' })
    // @ts-expect-error There is no such field.
    void rows.list({ where: { color: 'red' } })
    // @ts-expect-error A number is compared with numbers.
    void rows.list({ where: { count: { gte: 'three' } } })
    // @ts-expect-error There is no such field.
    void rows.list({ sort: ['-color'] })
    return row
  },
})
// @ts-expect-error Without an input there is nothing to read.
todos.action('a', { run: ({ row, input }) => void [row, input.note] })
// @ts-expect-error An action on the collection has no row.
todos.action('a', { on: 'collection', run: ({ rows, row }) => rows.update(row, {}) })
// @ts-expect-error A secret is never given to code.
users.action('a', { run: ({ row }) => void row.password })

todos.before('create', ({ values, rows }) => {
  void rows.count()
  return { ...values, state: 'done' }
})
todos.before('update', ({ values, row }) => ({ count: row.count + (values.count ?? 0) }))
todos.check('delete', async ({ row }) => void row.task)
todos.after('create', ({ row }) => void row.task)
todos.after('update', async ({ row, previous }) => void (row.count - previous.count))
users.before('create', ({ values }) => void values.password)

// @ts-expect-error There is no row before it is made.
todos.before('create', ({ row }) => void row)
// @ts-expect-error Who deletes sends no values.
todos.before('delete', ({ values }) => void values)
// @ts-expect-error Only an update has a row as it was.
todos.after('create', ({ previous }) => void previous)
// @ts-expect-error After the write nothing can be added to it.
todos.after('create', () => ({ task: 'x' }))
// @ts-expect-error A check only looks: what it wrote would stay when the write fails.
todos.check('update', ({ row, rows }) => void rows.update(row, {}))
// @ts-expect-error Neither does it write other rows.
todos.check('create', ({ of }) => void of(users).create({}))
// @ts-expect-error A check refuses; it adds nothing.
todos.check('create', () => ({ task: 'x' }))
// @ts-expect-error The field has other words.
todos.before('create', () => ({ state: 'opened' }))
// @ts-expect-error There is no such field.
todos.before('update', ({ values }) => void values.color)
// @ts-expect-error There is no such verb.
todos.before('read', () => {})

// @ts-expect-error The value is of the kind that was declared.
todos.computed('shout', field.text(), (row) => row.count)
// @ts-expect-error There is no such field.
todos.computed('shout', field.text(), (row) => row.color)
// @ts-expect-error A computed property is made, not written.
finished.before('create', () => ({ shout: 'X' }))
