import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parseList, type Item } from 'structured-headers'
import {
  toHeaderNames,
  toRateLimitHeaders,
  type ServiceLimit,
} from '../../src/protocol/rate-limit/rate-limit-headers.ts'

const writes: ServiceLimit = { name: 'item-writes', quota: 60, window: 60, remaining: 59, resetAfter: 29_001 }
const daily: ServiceLimit = { name: 'daily', quota: 1000, window: 86_400, remaining: 7, resetAfter: 500 }
const now = 1_000_400

const read = (text: string) =>
  (parseList(text) as Item[]).map(([name, parameters]) => [name, Object.fromEntries(parameters)])

describe('the headers of the draft', () => {
  it('are those of its examples', () => {
    assert.deepEqual(toRateLimitHeaders([writes], 'draft', now), {
      'ratelimit-policy': '"item-writes";q=60;w=60',
      ratelimit: '"item-writes";r=59;t=30',
    })
  })

  it('list every limit', () => {
    const headers = toRateLimitHeaders([writes, daily], 'draft', now)
    assert.deepEqual(read(headers['ratelimit-policy']!), [
      ['item-writes', { q: 60, w: 60 }],
      ['daily', { q: 1000, w: 86_400 }],
    ])
    assert.deepEqual(read(headers['ratelimit']!), [
      ['item-writes', { r: 59, t: 30 }],
      ['daily', { r: 7, t: 1 }],
    ])
  })

  it('are structured fields, whatever the numbers', () => {
    const limit = fc.record({
      name: fc.constantFrom('a', 'item-writes', 'x9-y'),
      quota: fc.integer({ min: 1, max: 1_000_000_000 }),
      window: fc.integer({ min: 1, max: 2_073_600 }),
      remaining: fc.nat(1_000_000_000),
      resetAfter: fc.integer({ min: 1, max: 2_073_600_000 }),
    })
    fc.assert(
      fc.property(fc.array(limit, { minLength: 1, maxLength: 5 }), (limits) => {
        const headers = toRateLimitHeaders(limits, 'draft', now)
        assert.deepEqual(
          read(headers['ratelimit']!),
          limits.map(({ name, remaining, resetAfter }) => [
            name,
            { r: remaining, t: Math.ceil(resetAfter / 1000) },
          ]),
        )
        assert.deepEqual(
          read(headers['ratelimit-policy']!),
          limits.map(({ name, quota, window }) => [name, { q: quota, w: window }]),
        )
      }),
    )
  })
})

describe('the older headers', () => {
  it('tell of the limit that leaves least, and when it ends in seconds since 1970', () => {
    assert.deepEqual(toRateLimitHeaders([writes, daily], 'legacy', now), {
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '7',
      'x-ratelimit-reset': '1001',
    })
  })

  it('tell of the one that leaves as little for longer', () => {
    const longer = { ...daily, name: 'longer', quota: 3, resetAfter: 60_000 }
    for (const limits of [
      [daily, longer],
      [longer, daily],
    ]) {
      assert.equal(toRateLimitHeaders(limits, 'legacy', now)['x-ratelimit-limit'], '3')
    }
  })
})

for (const form of ['draft', 'legacy', 'both'] as const) {
  it(`${form}: the names are those of the headers`, () => {
    const names = toHeaderNames(form).map((name) => name.toLowerCase())
    assert.deepEqual(Object.keys(toRateLimitHeaders([writes], form, now)), names)
  })
}
