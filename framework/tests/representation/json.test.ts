import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, signedIn } from '../../src/declaration/policy/rule.ts'
import type { Principal } from '../../src/declaration/policy/principal.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { parseItemQuery } from '../../src/protocol/query/item-request.ts'
import { toItemJson, toPageJson } from '../../src/protocol/representation/json.ts'
import { contextOf } from '../query/shop.ts'

const models = createModels([
  resource('notes', { fields: { text: field.text() }, access: anyone() }),
  resource('items', {
    fields: { name: field.text(), cost: field.decimal().asNumber().visible(signedIn()) },
    access: anyone(),
  }).computed('label', field.text(), ({ name, cost }) => `${name}: ${cost}`),
])
const viewOf = (name: string, query = '', principal?: Principal) =>
  parseItemQuery(models.get(name)!, query, contextOf(principal))

const plain = viewOf('notes')
const page = { limit: 2, next: '/notes?after=x', prev: null, first: '/notes' }

describe('the JSON of a row', () => {
  it('is what the database made, byte for byte', () => {
    const json = '{"id":"1", "text":"a\\u0062","big":9007199254740993}'
    assert.equal(toItemJson(json, plain), json)
  })
  it('has its computed properties at the end', () => {
    const json = '{"id":"1","name":"a","cost":"1.50","createdAt":"x","updatedAt":"x"}'
    const shown = JSON.parse(toItemJson(json, viewOf('items'))) as object
    assert.deepEqual(Object.entries(shown).at(-1), ['label', 'a: 1.50'])
  })
})

describe('the JSON of a page', () => {
  const rows = [{ json: '{"id":"1"}' }, { json: '{"id":"2"}' }]
  const cases: readonly (readonly [title: string, count: number, expected: string])[] = [
    ['without rows', 0, ''],
    ['of one row', 1, '{"id":"1"}'],
    ['of two rows', 2, '{"id":"1"},{"id":"2"}'],
  ]
  for (const [title, count, data] of cases) {
    it(title, () => {
      assert.equal(
        toPageJson(rows.slice(0, count), plain, page),
        `{"data":[${data}],"page":{"limit":2,"next":"/notes?after=x","prev":null,"first":"/notes"}}`,
      )
    })
  }
  it('has a total and a last page where they are known', () => {
    const members = { ...page, last: '/notes?page=9', total: 17 }
    assert.deepEqual(JSON.parse(toPageJson([], plain, members)), { data: [], page: members })
  })
  it('escapes its links', () => {
    const links = { ...page, next: '/notes?text="\\' }
    assert.deepEqual((JSON.parse(toPageJson([], plain, links)) as { page: object }).page, links)
  })
})
