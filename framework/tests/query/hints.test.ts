// What was probably meant is told, of what the caller may know.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { faultsOf } from './refused.ts'
import { ann, anonymous, contextOf, modelOf } from './shop.ts'

const cases: readonly (readonly [resource: string, query: string, detail: string])[] = [
  ['items', 'pric=5', 'is no parameter of this resource; did you mean price?'],
  ['items', 'fields=nam', 'names "nam", which is no property; did you mean name?'],
  ['items', 'fields=store.nam', 'names "store.nam", which is no property; did you mean name?'],
  ['items', 'expand=stor', 'names "stor", which cannot be embedded; did you mean store?'],
  ['items', 'expand=store.item', 'names "store.item", which cannot be embedded; did you mean items?'],
  ['items', 'expand=warehouse', 'names "warehouse", which cannot be embedded'],
  ['stores', 'colour=red', 'is no parameter of this resource; filters are name, owner.username, owner.email'],
  [
    'items',
    'colour=red',
    'is no parameter of this resource; filters are id, name, price, weight, stock, isNew, state, soldAt, shelfLife, meta, note, createdAt and others',
  ],
]
for (const [resource, query, detail] of cases) {
  test(`${resource}?${query}`, () => {
    const faults = faultsOf(() => parseListQuery(modelOf(resource), query, contextOf(ann)))
    assert.deepEqual(
      faults.map((fault) => fault.detail),
      [detail],
    )
  })
}

describe('what the caller may not see is not hinted at', () => {
  for (const query of ['pric=5', 'fields=pric', 'fields=secretPla', 'colour=red'])
    test(query, () => {
      const [fault] = faultsOf(() => parseListQuery(modelOf('items'), query, contextOf(anonymous)))
      assert.doesNotMatch(fault!.detail, /price|secretPlan/)
    })
})
