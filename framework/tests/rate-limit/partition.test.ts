import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { anonymous, type Principal, type RateLimitBy } from '../../src/index.ts'
import { toPartition } from '../../src/engine/rate-limit/partition.ts'

const address = '192.0.2.1'
const user: Principal = { ...anonymous, kind: 'user', id: 'ada' }
const through: Principal = { ...user, client: 'app' }
const ownSignIn: Principal = { ...user, client: 'first-party' }
const service: Principal = { ...anonymous, kind: 'service', client: 'app' }
const nameless: Principal = { ...anonymous, kind: 'service' }

const rows: readonly [title: string, by: RateLimitBy, who: Principal, expected: string][] = [
  ['a user', 'address', user, 'address:192.0.2.1'],
  ['nobody', 'address', anonymous, 'address:192.0.2.1'],
  ['a user', 'principal', user, 'user:ada'],
  ['a user of a client', 'principal', through, 'user:ada'],
  ['a service', 'principal', service, 'client:app'],
  ['nobody', 'principal', anonymous, 'address:192.0.2.1'],
  ['a service without a client', 'principal', nameless, 'address:192.0.2.1'],
  ['a user', 'client', user, 'user:ada'],
  ['a user of a client', 'client', through, 'client:app'],
  ["a user of the API's own sign-in", 'client', ownSignIn, 'user:ada'],
  ['a service', 'client', service, 'client:app'],
  ['nobody', 'client', anonymous, 'address:192.0.2.1'],
]

describe('who is counted', () => {
  for (const [title, by, who, expected] of rows) {
    it(`by ${by}: ${title}`, () => assert.equal(toPartition(by, address, who), expected))
  }

  it('has a short name, and each their own', () => {
    const id = fc.string({ maxLength: 200 })
    fc.assert(
      fc.property(id, id, (one, other) => {
        const [first, second] = [one, other].map((each) =>
          toPartition('principal', address, { ...user, id: each }),
        )
        assert.ok(first!.length <= 70)
        assert.equal(first === second, one === other)
      }),
    )
  })

  it('is no user that is called like the digest of another', () => {
    const long = toPartition('principal', address, { ...user, id: 'x'.repeat(100) })
    const digest = long.slice('user#'.length)
    assert.notEqual(toPartition('principal', address, { ...user, id: digest }), long)
    assert.notEqual(toPartition('principal', address, { ...user, id: `#${digest}` }), long)
  })
})
