import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createSecret, digestOf, hasDigest } from '../../src/engine/identity/secret-digest.ts'

const secret = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'))

describe('a secret', () => {
  it('has 256 bits and never repeats', () => {
    const secrets = Array.from({ length: 1000 }, createSecret)
    assert.equal(new Set(secrets).size, 1000)
    assert.ok(secrets.every((each) => Buffer.from(each, 'base64url').length === 32))
  })
})

describe('a digest', () => {
  it('fits its secret and no other, and does not contain it', () => {
    fc.assert(
      fc.property(secret, secret, (one, other) => {
        assert.equal(hasDigest(one, digestOf(one)), true)
        assert.equal(hasDigest(other, digestOf(one)), one === other)
        assert.ok(!digestOf(one).includes(one))
      }),
    )
  })
  it('that is not there fits nothing', () => {
    for (const digest of [null, '', 'x', digestOf('a').slice(1)]) assert.equal(hasDigest('a', digest), false)
  })
  it('is one text alone, not all that decodes to the same bytes', () => {
    const digest = digestOf('a')
    for (const other of [`${digest}=`, ` ${digest}`, `${digest}\n`, digest.replaceAll('_', '/')])
      assert.equal(hasDigest('a', other), false)
  })
})
