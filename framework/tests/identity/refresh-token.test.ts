import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parseRefreshToken, writeRefreshToken } from '../../src/engine/identity/refresh-token.ts'

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
})
