import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cachingOf, toCaching } from '../../src/protocol/conditional/cache-control.ts'

describe('directives', () => {
  const rows: [declared: string, isShared: boolean, own: string][] = [
    ['private, no-cache', false, 'private, no-cache'],
    ['no-store', false, 'no-store'],
    ['max-age=60', false, 'max-age=60'],
    ['no-cache', false, 'no-cache'],
    ['public, max-age=60', true, 'private, max-age=60'],
    ['PUBLIC,Max-Age=60', true, 'private, Max-Age=60'],
    ['public', true, 'private, no-cache'],
    ['s-maxage=600', true, 'private, no-cache'],
    [
      'public, max-age=60, s-maxage=600, proxy-revalidate, stale-while-revalidate=5',
      true,
      'private, max-age=60, stale-while-revalidate=5',
    ],
    ['max-age=60, must-revalidate', true, 'private, max-age=60, must-revalidate'],
    ['private="x", s-maxage=5', false, 'private="x", s-maxage=5'],
    ['no-store, s-maxage=5', false, 'no-store, s-maxage=5'],
  ]
  for (const [declared, isShared, own] of rows) {
    it(`${declared} is ${isShared ? 'for all' : 'for one'}, and for one ${own}`, () => {
      assert.deepEqual(toCaching(declared), { declared, isShared, own })
    })
  }
  for (const [read, written] of [
    ['public, max-age=60', 'private, no-cache'],
    ['private, max-age=60', 'private, no-cache'],
    ['No-Store', 'no-store'],
  ] as const) {
    it(`of reads are ${read}, of writes ${written}`, () => {
      for (const verb of ['create', 'update', 'delete', 'putLink', 'writeFile'] as const)
        assert.equal(cachingOf({ cache: { list: read, read } }, verb).declared, written)
    })
  }
})
