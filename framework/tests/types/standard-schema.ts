// Inputs and outputs written with other libraries (Standard Schema): the handler gets what they make of what is sent.
import { type } from 'arktype'
import * as v from 'valibot'
import * as z from 'zod'
import { field, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import type { Equal, Expect, Members } from './expect.ts'

const plain = resource('todos', { fields: { task: field.text() } })
type Row = (typeof plain)['~row']
type Is<Left, Right> = Equal<Members<Left>, Members<Right>>

const todos = plain
  .action('zod', {
    input: z.object({ count: z.string().transform(Number), tags: z.array(z.string()).default([]) }),
    output: z.object({ made: z.number() }),
    run({ input, row }) {
      const given: Is<typeof input, { count: number; tags: string[] }> = true
      return { made: input.count + row.task.length + Number(given) }
    },
  })
  .action('valibot', {
    input: v.object({ count: v.pipe(v.string(), v.transform(Number)), tags: v.array(v.string()) }),
    output: v.object({ made: v.number() }),
    run({ input }) {
      const given: Is<typeof input, { count: number; tags: string[] }> = true
      return { made: input.count + Number(given) }
    },
  })
  .action('arktype', {
    on: 'collection',
    input: type({ count: 'string.numeric.parse', 'tags?': 'string[]' }),
    output: type({ made: 'number' }),
    run({ input }) {
      const given: Is<typeof input, { count: number; tags?: string[] }> = true
      return { made: input.count + Number(given) }
    },
  })
  // What the handler gives goes through the schema as well.
  .action('counted', {
    on: 'collection',
    output: z.object({ made: z.number().transform(String) }),
    run: () => ({ made: 3 }),
  })
  // A schema for the input alone: the row is the answer.
  .action('mixed', { input: z.object({ note: z.string() }), run: ({ row }) => row })

type Actions = (typeof todos)['~actions']
export type Shapes = [
  Expect<Is<Actions['zod']['sent'], { count: string; tags?: string[] | undefined }>>,
  Expect<Is<Actions['zod']['result'], { made: number }>>,
  Expect<Is<Actions['valibot']['sent'], { count: string; tags: string[] }>>,
  Expect<Is<Actions['arktype']['sent'], { count: string; tags?: string[] }>>,
  Expect<Is<Actions['counted']['result'], { made: string }>>,
  Expect<Equal<Actions['mixed']['result'], Row>>,
]

const { anonymous } = await createTestApi({ resources: [todos] })
const made = await anonymous.todos.zod('id', { count: '3' })
const mixed = await anonymous.todos.mixed('id', { note: 'x' })
await anonymous.todos.arktype({ count: '3' })
export type Answers = [Expect<Is<typeof made, { made: number }>>, Expect<Equal<typeof mixed, Row>>]

// @ts-expect-error What is sent is text, whatever the handler gets.
void anonymous.todos.zod('id', { count: 3 })
// @ts-expect-error The input lacks a member.
void anonymous.todos.valibot('id', { count: '3' })
// @ts-expect-error The input is required.
void anonymous.todos.arktype()
// @ts-expect-error The answer has no such member.
void made.count
// @ts-expect-error The output has a number here.
plain.action('a', { output: z.object({ made: z.number() }), run: () => ({ made: 'three' }) })
// @ts-expect-error The output has one more member.
plain.action('a', { output: v.object({ made: v.number() }), run: () => ({}) })
// @ts-expect-error The input has no such member.
plain.action('a', { input: type({ count: 'number' }), run: ({ row, input }) => void [row, input.size] })
