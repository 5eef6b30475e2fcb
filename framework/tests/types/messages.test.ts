// What the compiler says of the likeliest mistakes: the names that would be right, in a message that can be read.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compile } from './compile.ts'

const declarations = `
import { createApi, field, isOwner, resource } from 'ninety'
import { sqlite } from 'ninety/sqlite'
import { createTestApi } from 'ninety/testing'
const fields = {
  task: field.text(),
  state: field.choice('open', 'done').default('open'),
  dueAt: field.timestamp().optional(),
  ownerId: field.owner('users'),
}
const users = resource('users', { fields: { name: field.text() } })
const todos = resource('todos', { fields, filter: ['state'], sort: ['task'], expand: ['owner'] })
const { anonymous: client } = await createTestApi({ resources: [users, todos] })
export default [createApi, isOwner, sqlite, client]
`

/** A mistake, and what a message about it must have. */
const mistakes: readonly (readonly [title: string, line: string, says: readonly string[]])[] = [
  [
    'a filter by no field',
    "resource('a', { fields, filter: ['color'] })",
    ['"color"', '"task"', '"state"', '"dueAt"', '"createdAt"'],
  ],
  ['an expansion of no relation', "resource('a', { fields, expand: ['user'] })", ['"user"', '"owner"']],
  [
    'an owner that is a text',
    "resource('a', { fields, access: isOwner('task') })",
    ["'task['~kind']'", '"text"', '`reference:${string}`'],
  ],
  [
    'an owner that is no field',
    "resource('a', { fields, access: isOwner('authorId') })",
    ["Property 'authorId' is missing"],
  ],
  [
    'a reference to no resource',
    'createApi({ store: sqlite(), resources: [todos] })',
    ['names users, which is no resource of this API'],
  ],
  [
    'a wrong output of an action',
    "todos.action('a', { output: { count: field.integer() }, run: () => ({ count: 'three' }) })",
    ["'string'", "'number'"],
  ],
  [
    'a handler that writes no field',
    "todos.action('a', { run: ({ row, rows }) => rows.update(row, { color: 'red' }) })",
    ["'color'", 'readonly task?: string', 'readonly state?: "done" | "open"'],
  ],
  [
    'a client that writes a read-only field',
    "void client.todos.update('id', { ownerId: 'x' })",
    ["'ownerId'", 'readonly task?: string', 'readonly dueAt?: string | null'],
  ],
  [
    'a client that leaves out what is required',
    'void client.todos.create({})',
    ["Property 'task' is missing", 'readonly task: string'],
  ],
  [
    'a client that filters by an undeclared field',
    "void client.todos.list({ filter: { task: 'x' } })",
    ["'task'", 'readonly state?: "done" | "open"'],
  ],
]
const longest = 1200

describe('the message about', () => {
  const { errors } = compile(declarations + mistakes.map(([, line]) => line).join('\n'))
  const first = declarations.split('\n').length

  for (const [index, [title, , says]] of mistakes.entries()) {
    it(title, () => {
      const [message, ...more] = errors.filter((error) => error.startsWith(`program.ts(${first + index},`))
      assert.ok(message !== undefined && more.length === 0, 'there is just one message')
      for (const part of says) assert.ok(message.includes(part), `${part} is missing in:\n${message}`)
      assert.ok(message.length <= longest, `${message.length} characters:\n${message}`)
    })
  }
  it('nothing else', () => assert.equal(errors.length, mistakes.length))
})
