import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type } from 'arktype'
import * as v from 'valibot'
import * as z from 'zod'
import { field } from '../../src/declaration/schema/field.ts'
import type { Shape } from '../../src/declaration/resource/action.ts'
import { Problem } from '../../src/kernel/problem/problem.ts'
import { createInputReader } from '../../src/protocol/body/read-input.ts'

const fields = {
  note: field.text().max(5).optional(),
  price: field.decimal(),
  state: field.choice('open', 'done').default('open'),
  at: field.timestamp().default(() => '2026-03-01T13:00:00+01:00'),
  tags: field.list(field.text().max(3)).default([]),
}

/** The faults a body is refused with. */
async function faultsOf(shape: Shape, body: unknown): Promise<string[]> {
  try {
    await createInputReader(shape)(body)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'VALIDATION_FAILED') throw error
    return (error.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)
  }
  return []
}

describe('an input of fields', () => {
  const read = createInputReader(fields)
  const least = { note: null, price: '1.00', state: 'open', at: '2026-03-01T12:00:00.000Z', tags: [] }
  const rows: readonly (readonly [title: string, body: object, input: object])[] = [
    ['has its defaults', { price: 1 }, least],
    [
      'has every member in one form',
      { price: '1.5', note: 'e\u0301' },
      { ...least, price: '1.50', note: 'é' },
    ],
    ['has null as nothing', { price: 1, note: null }, least],
    ['has what was sent', { price: 1, state: 'done', tags: ['a'] }, { ...least, state: 'done', tags: ['a'] }],
  ]
  for (const [title, body, input] of rows) it(title, () => assert.deepEqual(read(body), input))

  const refused: readonly (readonly [title: string, body: unknown, faults: readonly string[]])[] = [
    ['as no object', [], [' wrong_type']],
    ['when there is none', undefined, [' wrong_type']],
    ['without what it must have', {}, ['/price required']],
    ['with unknown members', { price: 1, other: 1 }, ['/other unknown_member']],
    ['with an element of another type', { price: 1, tags: ['a', 5] }, ['/tags/1 wrong_type']],
    ['with null for a default', { price: 1, state: null }, ['/state wrong_type', '/state not_a_choice']],
    [
      'with every fault of schema and kind at once',
      { note: 'too long', price: '0.001', at: '2016-12-31T23:59:60Z' },
      ['/note too_long', '/price too_many_places', '/at invalid_timestamp'],
    ],
  ]
  for (const [title, body, faults] of refused) {
    it(`is refused ${title}`, async () => assert.deepEqual(await faultsOf(fields, body), faults))
  }
})

describe('an input of another library', () => {
  const shapes: readonly (readonly [name: string, shape: Shape])[] = [
    ['Zod', z.object({ a: z.object({ 'b/c': z.array(z.string()) }), n: z.string().transform(Number) })],
    [
      'Valibot',
      v.object({ a: v.object({ 'b/c': v.array(v.string()) }), n: v.pipe(v.string(), v.transform(Number)) }),
    ],
    ['ArkType', type({ a: { 'b/c': 'string[]' }, n: 'string.numeric.parse' })],
  ]
  for (const [name, shape] of shapes) {
    it(`is what ${name} makes of it`, async () => {
      assert.deepEqual(await createInputReader(shape)({ a: { 'b/c': ['x'] }, n: '3' }), {
        a: { 'b/c': ['x'] },
        n: 3,
      })
    })
    it(`names each fault ${name} finds with its place`, async () => {
      const found = await faultsOf(shape, { a: { 'b/c': ['x', 5] }, n: 3 })
      assert.deepEqual(found.toSorted(), ['/a/b~1c/1 invalid', '/n invalid'])
    })
    it(`is refused by ${name} when there is none`, async () => {
      assert.deepEqual(await faultsOf(shape, undefined), [' invalid'])
    })
  }
  it('may take its time', async () => {
    const slow = z.object({ a: z.string().refine(async (text) => text !== 'no', 'is not wanted') })
    assert.deepEqual(await createInputReader(slow)({ a: 'yes' }), { a: 'yes' })
    assert.deepEqual(await faultsOf(slow, { a: 'no' }), ['/a invalid'])
  })
  it('may have symbols and objects in its paths', async () => {
    const validate = () => ({ issues: [{ message: 'x', path: ['a', { key: 0 }, { key: 'b~' }] }] })
    const shape = { '~standard': { version: 1, vendor: 'own', validate } } as const
    assert.deepEqual(await faultsOf(shape, {}), ['/a/0/b~0 invalid'])
  })
})
