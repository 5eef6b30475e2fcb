import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, DeclarationError, field, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const open = (name: string, options: object = {}) => {
  const declared = resource(name, { fields: { text: field.text() }, access: anyone() })
  return createTestApi({ resources: [declared], docs: true, ...options })
}

describe('a resource cannot stand where the API answers itself', () => {
  for (const name of ['livez', 'readyz', 'problems', 'docs']) {
    it(`/${name}`, async () => {
      await assert.rejects(open(name), (error) => {
        assert.ok(error instanceof DeclarationError)
        assert.deepEqual(error.faults, [
          {
            path: name,
            message: `has the address /${name}, which the API answers itself`,
            remedy: 'give the resource another name, or the API a prefix',
          },
        ])
        return true
      })
    })
  }
})

describe('a resource may have such a name', () => {
  it('below a prefix', async () => {
    await using app = await open('livez', { prefix: '/api' })
    assert.equal((await app.request('GET', '/api/livez')).status, 200)
    assert.equal((await app.request('GET', '/livez')).headers['cache-control'], 'no-store')
  })
  it('where the API has no such page', async () => {
    await using app = await open('docs', { docs: false })
    assert.equal((await app.request('GET', '/docs')).status, 200)
  })
})
