import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toItemParameters, toListParameters } from '../../src/protocol/query/parameters.ts'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { faultsOf } from './refused.ts'
import { contextOf, modelOf } from './shop.ts'

const parameters = toListParameters(modelOf('items'))
const schemaOf = (name: string) => parameters.find((each) => each.name === name)?.schema

describe('the parameters of a collection in OpenAPI', () => {
  const rows: readonly [name: string, schema: unknown][] = [
    ['limit', { type: 'integer', minimum: 1, maximum: 50, default: 10 }],
    ['state', { type: 'string', enum: ['open', 'sold'] }],
    ['stock[gte]', { type: 'integer' }],
    ['price[gte]', { type: 'string', pattern: '^-?\\d+(?:\\.\\d+)?$' }],
    ['soldAt[lt]', { type: 'string', format: 'date-time' }],
    ['soldAt[null]', { type: 'boolean' }],
    ['store.name[contains]', { type: 'string', maxLength: 1000 }],
    [
      'state[in]',
      { type: 'array', items: { type: 'string', enum: ['open', 'sold'] }, minItems: 1, maxItems: 100 },
    ],
    ['stock[between]', { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 }],
  ]
  for (const [name, schema] of rows) it(`type ${name}`, () => assert.deepEqual(schemaOf(name), schema))

  it('are all known to the parser', () => {
    const faults = parameters.flatMap(({ name }) =>
      faultsOf(() => parseListQuery(modelOf('items'), `${encodeURIComponent(name)}=1`, contextOf())),
    )
    const unknown = faults.filter(({ code }) => code === 'unknown_parameter' || code === 'invalid_operator')
    // A field nobody sees is unknown to everyone.
    assert.deepEqual(
      unknown.filter(({ parameter }) => !parameter!.startsWith('secretPlan')),
      [],
    )
  })
  it('stand once each', () =>
    assert.equal(new Set(parameters.map(({ name }) => name)).size, parameters.length))
  it('write lists with commas', () => {
    const { style, explode } = parameters.find(({ name }) => name === 'sort')!
    assert.deepEqual([style, explode], ['form', false])
  })
  it('leave out what the resource lacks', () => {
    const names = new Set(toListParameters(modelOf('users')).map(({ name }) => name))
    assert.ok(!names.has('sort') && !names.has('expand'))
  })
})

it('a single row has those that choose what is shown', () => {
  assert.deepEqual(
    toItemParameters(modelOf('items')).map(({ name }) => name),
    ['fields', 'expand', 'expand[tags][where]', 'expand[tags][limit]'],
  )
})
