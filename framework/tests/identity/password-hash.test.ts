import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSecretHasher, secretHasher } from '../../src/engine/identity/password-hash.ts'

const cheap = { memory: 64, passes: 1 }
const hasher = createSecretHasher(cheap)
// Test vector of the reference implementation: password "password", salt "somesalt", 256 KiB, 2 passes.
const vector = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'

describe('password hashes', () => {
  it('verify the password they were made of', async () => {
    assert.equal(await hasher.verify(await hasher.hash('correct horse'), 'correct horse'), true)
  })
  it('verify no other password', async () => {
    assert.equal(await hasher.verify(await hasher.hash('correct horse'), 'correct Horse'), false)
  })
  it('have a salt of their own', async () => {
    assert.notEqual(await hasher.hash('correct horse'), await hasher.hash('correct horse'))
  })
  it('cost 19 MiB, 2 passes and 1 lane by default', async () => {
    assert.match(
      await secretHasher.hash('correct horse'),
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22}\$[^$]{43}$/,
    )
  })
  it('verify the vector of the reference implementation', async () => {
    assert.equal(await hasher.verify(vector, 'password'), true)
  })
  it('take canonically equal passwords for the same', async () => {
    assert.equal(await hasher.verify(await hasher.hash('caf\u00e9'), 'cafe\u0301'), true)
  })
  it('take any Unicode, even none', async () => {
    for (const text of ['', '\u0000', '🔑'.repeat(300)]) {
      assert.equal(await hasher.verify(await hasher.hash(text), text), true)
    }
  })
  for (const hash of [undefined, null, '', 'plain text', '$2b$10$abcdefghijklmnopqrstuv']) {
    it(`verify nothing against ${JSON.stringify(hash)}`, async () => {
      assert.equal(await hasher.verify(hash, ''), false)
    })
  }
})

describe('rehashing', () => {
  it('is not needed at the cost of now', async () => {
    assert.equal(hasher.needsRehash(await hasher.hash('x')), false)
  })
  for (const other of [{ memory: 65 }, { passes: 2 }, { parallelism: 2 }]) {
    it(`is needed at another cost: ${JSON.stringify(other)}`, async () => {
      const hash = await createSecretHasher({ ...cheap, ...other }).hash('x')
      assert.equal(hasher.needsRehash(hash), true)
    })
  }
  it('is needed for what is no argon2id hash', () => assert.equal(hasher.needsRehash('x'), true))
})

describe('hashing too much at once', () => {
  it('is refused with 503 and Retry-After', async () => {
    const busy = createSecretHasher({ ...cheap, atOnce: 1, waiting: 1 })
    const results = await Promise.allSettled([busy.hash('a'), busy.verify(undefined, 'b'), busy.hash('c')])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected'],
    )
    const { reason } = results[2] as PromiseRejectedResult
    assert.equal(reason.code, 'UNAVAILABLE')
    assert.equal(reason.headers['retry-after'], '1')
  })
})
