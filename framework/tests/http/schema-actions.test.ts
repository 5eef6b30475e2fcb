// Inputs and outputs written with other libraries (Standard Schema), each to the same effect.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { type } from 'arktype'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import * as v from 'valibot'
import * as z from 'zod'
import { anyone, field, resource, type StandardSchema } from '../../src/index.ts'
import { users } from './domain.ts'
import { faultsOf, openShop } from './shop.ts'

interface Parcel {
  readonly weight: number
  readonly to: { readonly city: string }
}

/** TypeBox makes JSON Schema: a few lines make it a Standard Schema as well. */
function standard<T extends Type.TSchema>(schema: T): StandardSchema<Type.Static<T>> {
  const validator = Compile(schema)
  return {
    '~standard': {
      version: 1,
      vendor: 'typebox',
      validate(value) {
        if (validator.Check(value)) return { value }
        const issues = validator.Errors(value).map(({ message, instancePath }) => ({
          message,
          path: instancePath.split('/').slice(1),
        }))
        return { issues }
      },
      jsonSchema: { input: () => asRecord(schema), output: () => asRecord(schema) },
    },
  }
}

const asRecord = (schema: object) => ({ ...schema }) as Record<string, unknown>

const inputs = {
  zod: z.object({ weight: z.number().positive(), to: z.object({ city: z.string().min(1) }) }),
  valibot: v.object({
    weight: v.pipe(v.number(), v.minValue(0.001)),
    to: v.object({ city: v.pipe(v.string(), v.nonEmpty()) }),
  }),
  arktype: type({ weight: 'number > 0', to: { city: 'string >= 1' } }),
  typebox: standard(
    Type.Object({
      weight: Type.Number({ exclusiveMinimum: 0 }),
      to: Type.Object({ city: Type.String({ minLength: 1 }) }),
    }),
  ),
} satisfies Record<string, StandardSchema<Parcel>>

const outputs = {
  zod: z.object({ price: z.number().int(), city: z.string() }),
  valibot: v.object({ price: v.pipe(v.number(), v.integer()), city: v.string() }),
  arktype: type({ '+': 'delete', price: 'number.integer', city: 'string' }),
  typebox: standard(
    Type.Object({ price: Type.Integer(), city: Type.String() }, { additionalProperties: false }),
  ),
} satisfies Record<string, StandardSchema<{ price: number; city: string }>>

const libraries = ['zod', 'valibot', 'arktype', 'typebox'] as const

const plain = resource('parcels', { fields: { name: field.text() }, access: anyone() })
/** Prices a parcel; one of 13 kilograms wrongly, and one of 99 with more than was asked. */
const price = ({ input }: { readonly input: Parcel }) => {
  const cents = input.weight === 13 ? 0.5 : input.weight * 100
  return { price: cents, city: input.to.city, ...(input.weight === 99 && { secret: 'of the house' }) }
}
const parcels = plain
  .action('zod', { on: 'collection', input: inputs.zod, output: outputs.zod, run: price })
  .action('valibot', { on: 'collection', input: inputs.valibot, output: outputs.valibot, run: price })
  .action('arktype', { on: 'collection', input: inputs.arktype, output: outputs.arktype, run: price })
  .action('typebox', { on: 'collection', input: inputs.typebox, output: outputs.typebox, run: price })
  .action('asynchronous', {
    on: 'collection',
    input: z.object({
      city: z.string().refine(async (city) => (await delivered()).has(city), 'is not delivered to'),
    }),
    output: v.pipeAsync(
      v.object({ city: v.string() }),
      v.transformAsync(async ({ city }) => ({ city: city.toUpperCase() })),
    ),
    run: ({ input }) => input,
  })
  .action('changed', {
    on: 'collection',
    input: z.object({
      count: z.string().transform(Number),
      at: z.iso.datetime().transform((text) => new Date(text)),
      size: z.enum(['S', 'M']).default('M'),
    }),
    output: z.object({ years: z.number(), count: z.number(), size: z.string() }),
    run: ({ input }) => ({ years: input.at.getUTCFullYear(), count: input.count, size: input.size }),
  })
  .action('listed', {
    on: 'collection',
    input: z.array(z.object({ 'a/b': z.number() })).min(1),
    output: z.array(z.number()),
    run: ({ input }) => input.map((each) => each['a/b']),
  })
  .action('broken', {
    on: 'collection',
    input: z.unknown().transform(() => {
      throw new TypeError('secret of the house')
    }),
    output: z.object({}),
    run: () => ({}),
  })
  .action('spoil', {
    output: z.object({ name: z.literal('whole') }),
    run: async ({ row, rows }) =>
      (await rows.update(row, { name: 'spoilt' })) as unknown as { name: 'whole' },
  })

const delivered = () => Promise.resolve(new Set(['Bonn', 'Ulm']))

const shop = await openShop({ api: { resources: [users, parcels] } })
const call = (action: string, body: unknown) => shop.ask('POST', `/parcels/${action}`, { body })

afterEach(() => assert.deepEqual(shop.failures.splice(0), []))

for (const library of libraries) {
  describe(`${library}'s schemas`, () => {
    it('let pass what fulfils them', async () => {
      const answer = await call(library, { weight: 2, to: { city: 'Bonn' } })
      assert.equal(answer.status, 200, answer.text)
      assert.deepEqual(answer.json, { price: 200, city: 'Bonn' })
    })
    it('name every fault with its place', async () => {
      const answer = await call(library, { weight: -1, to: { city: '' } })
      assert.deepEqual([answer.status, answer.json.code], [422, 'VALIDATION_FAILED'])
      assert.deepEqual(faultsOf(answer).toSorted(), ['/to/city invalid', '/weight invalid'])
      assert.ok(answer.json.errors.every(({ detail }: { detail: string }) => detail.length > 5))
    })
    it('refuse what is no object', async () => {
      for (const body of [null, 1]) {
        const answer = await call(library, body)
        assert.equal(answer.status, 422)
        assert.deepEqual(faultsOf(answer), [' invalid'])
      }
    })
    it('refuse members that are missing', async () => {
      const answer = await call(library, { to: {} })
      assert.equal(answer.status, 422)
    })
    it('take __proto__ for a name', async () => {
      const body = '{"weight":2,"to":{"city":"Bonn"},"__proto__":{"weight":-1}}'
      const headers = { 'content-type': 'application/json' }
      const answer = await shop.ask('POST', `/parcels/${library}`, { body, headers })
      assert.ok(answer.status === 200 || answer.status === 422, answer.text)
    })
    it('make a wrong output a 500 that says nothing', async () => {
      const answer = await call(library, { weight: 13, to: { city: 'Bonn' } })
      assert.deepEqual(
        [answer.status, answer.json.code, answer.json.detail],
        [500, 'INTERNAL_ERROR', undefined],
      )
      assert.match(String(shop.failures.splice(0)[0]), /output is not as declared/)
    })
    it('let nothing out that is not declared', async () => {
      const answer = await call(library, { weight: 99, to: { city: 'Bonn' } })
      assert.equal(answer.text.includes('of the house'), false)
      assert.equal(answer.status, library === 'typebox' ? 500 : 200)
      shop.failures.splice(0)
    })
    it('stand in the document', async () => {
      const { components } = shop.api.document() as any
      const name = library[0]!.toUpperCase() + library.slice(1)
      const input = components.schemas[`${name}ParcelInput`]
      if (library === 'valibot') {
        assert.match(input.description, /valibot/)
      } else {
        assert.deepEqual(Object.keys(input.properties).toSorted(), ['to', 'weight'])
      }
    })
  })
}

describe('schemas', () => {
  it('may take their time', async () => {
    assert.deepEqual((await call('asynchronous', { city: 'Bonn' })).json, { city: 'BONN' })
    const answer = await call('asynchronous', { city: 'Rome' })
    assert.equal(answer.status, 422)
    assert.deepEqual(answer.json.errors, [
      { pointer: '/city', code: 'invalid', detail: 'is not delivered to' },
    ])
  })
  it('may change what is sent, and fill it up', async () => {
    const answer = await call('changed', { count: '7', at: '2027-01-15T12:00:00Z' })
    assert.deepEqual(answer.json, { years: 2027, count: 7, size: 'M' })
  })
  it('may be of lists, with pointers to elements', async () => {
    assert.deepEqual((await call('listed', [{ 'a/b': 1 }, { 'a/b': 2 }])).json, [1, 2])
    assert.deepEqual(faultsOf(await call('listed', [{ 'a/b': 1 }, { 'a/b': 'x' }])), ['/1/a~1b invalid'])
    assert.deepEqual(faultsOf(await call('listed', [])), [' invalid'])
  })
  it('that break are a 500 that says nothing', async () => {
    const answer = await call('broken', {})
    assert.equal(answer.status, 500)
    assert.equal(answer.text.includes('secret'), false)
    assert.equal((shop.failures.splice(0)[0] as Error).message, 'secret of the house')
  })
  it('that refuse an output undo the action', async () => {
    const { id } = await shop.make('parcels', { name: 'whole' })
    assert.equal((await shop.ask('POST', `/parcels/${id}/spoil`)).status, 500)
    assert.equal(shop.failures.splice(0).length, 1)
    assert.equal((await shop.ask('GET', `/parcels/${id}`)).json.name, 'whole')
  })
})
