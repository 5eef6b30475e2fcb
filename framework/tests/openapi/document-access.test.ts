// The document says of every operation who may use it, and of every field who sees and writes it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verbsOf } from '../../src/declaration/resource/verb.ts'
import { openShop } from '../http/shop.ts'

const { api } = await openShop()
// oxlint-disable-next-line typescript/no-explicit-any
const document = api.document() as any
const { schemas } = document.components
const admin = { rule: 'role', role: 'admin' }

describe('every operation', () => {
  for (const model of api.context.models.values()) {
    for (const { method, path } of verbsOf(model)) {
      it(`${method} ${path} says who may use it, in words and as data`, () => {
        const operation = document.paths[path][method === 'QUERY' ? 'x-query' : method.toLowerCase()]
        assert.match(operation.description, /(^|\n\n)Allowed: [^\n]+\.$/)
        assert.equal(typeof operation['x-access'].rule.rule, 'string')
        assert.ok(operation['x-access'].scopes.length > 0)
      })
    }
  }
  for (const [method, path] of [
    ['get', '/auth/whoami'],
    ['post', '/auth/logout'],
    ['get', '/auth/sessions'],
  ] as const) {
    it(`${method} ${path}, which is no resource, says that callers must sign in`, () => {
      const operation = document.paths[path][method]
      assert.match(operation.description, /(^|\n\n)Allowed: signed-in callers\.$/)
      assert.deepEqual(operation['x-access'].rule, { rule: 'signedIn' })
    })
  }
  it('that is for anybody says nothing of it outside of resources', () => {
    assert.equal(document.paths['/livez'].get['x-access'], undefined)
    assert.equal(document.paths['/auth/login'].post['x-access'], undefined)
  })
})

describe('a field', () => {
  it('says who sees and writes it', () => {
    for (const name of ['Item', 'ItemCreate', 'ItemReplace', 'ItemUpdate']) {
      const { cost } = schemas[name].properties
      assert.deepEqual(cost['x-access'], { visible: admin, writable: admin })
      assert.equal(cost.description, 'Shown to: role admin. Written by: role admin.')
    }
  })
  it('says who writes it, where everybody sees it', () => {
    const { isAdmin } = schemas.UserUpdate.properties
    assert.deepEqual(isAdmin['x-access'], { writable: admin })
    assert.equal(isAdmin.description, 'Written by: role admin.')
  })
  it('says nothing where there is nothing to say', () => {
    assert.equal(schemas.Item.properties.name['x-access'], undefined)
    assert.equal(schemas.Item.properties.name.description, undefined)
  })
  it('goes on saying what it is', () => {
    const { margin } = schemas.Order.properties
    assert.equal(margin.description, 'Shown to: role admin.')
    assert.equal(margin.readOnly, true)
  })
})
