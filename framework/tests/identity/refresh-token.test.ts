import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  createSecret,
  digestOf,
  hasDigest,
  parseRefreshToken,
  writeRefreshToken,
} from '../../src/engine/identity/refresh-token.ts'

const secret = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'))

describe('a refresh token', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.uuid(), secret, secret, (session, family, own) => {
        const token = { session, family, secret: own }
        const text = writeRefreshToken(token)
        assert.match(text, /^[\w-]{107}$/)
        assert.deepEqual(parseRefreshToken(text), token)
      }),
    )
  })
  it('is one text alone: what else is read as one does not exist', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{107}$/)), (text) => {
        const token = parseRefreshToken(text)
        assert.ok(token === undefined || writeRefreshToken(token) === text)
      }),
    )
  })
  it('has secrets of 256 bits that never repeat', () => {
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
})
