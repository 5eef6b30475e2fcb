import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { measureHashCost } from '../../src/engine/identity/hash-cost.ts'
import { createSecretHasher } from '../../src/engine/identity/password-hash.ts'

describe('the cost of a hash', () => {
  it('is never less than 19 MiB and 2 passes', async () => {
    for (const target of ['0ms', '1ms'] as const)
      assert.deepEqual(await measureHashCost(target), { memory: 19_456, passes: 2, parallelism: 1 })
  })
  it('is never more than a hash can say', async () => {
    assert.equal((await measureHashCost('1h')).passes, 99)
  })
  it('grows with the time that is given', async () => {
    const cost = await measureHashCost('400ms')
    assert.ok(cost.passes > 2 && cost.passes < 99, `${cost.passes}`)
    const hasher = createSecretHasher(cost)
    const hash = await hasher.hash('correct horse')
    assert.match(hash, new RegExp(`m=19456,t=${cost.passes},p=1`))
    assert.equal(await hasher.verify(hash, 'correct horse'), true)
  })
  it('is measured for a duration alone', async () => {
    await assert.rejects(measureHashCost('soon' as '1s'), { name: 'DeclarationError' })
  })
})
