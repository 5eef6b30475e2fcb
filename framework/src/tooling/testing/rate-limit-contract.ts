import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Quota, RateLimitState, RateLimitStore } from '../../engine/rate-limit/rate-limit-store.ts'

/** Opens a store in which nothing was counted yet; called for each group of tests. */
type OpenRateLimitStore = () => RateLimitStore | Promise<RateLimitStore>

const start = Date.parse('2030-01-01T12:00:00.000Z')

/**
 * Registers the `node:test` cases that every store of rate limits must pass.
 * @param open every store that is opened is closed
 * @param options `ownClock`: the store goes by a clock of its own, so that the time cannot be set
 */
export function describeRateLimitStore(
  name: string,
  open: OpenRateLimitStore,
  { ownClock = false }: { readonly ownClock?: boolean } = {},
): void {
  describe(name, () => {
    let store: RateLimitStore
    before(async () => void (store = await open()))
    after(() => store.close?.())

    const consume = async (
      limit: Quota,
      { key = 'user:a', cost = 1, now = start } = {},
    ): Promise<RateLimitState> => store.consume(limit, key, cost, now)
    const times = async (count: number, limit: Quota, options = {}) => {
      const states: RateLimitState[] = []
      for (let index = 0; index < count; index++) states.push(await consume(limit, options))
      return states
    }

    test('allows as much as the limit, and no more', async () => {
      const states = await times(5, quota('limit', 3))
      assert.deepEqual(
        states.map(({ allowed, remaining }) => [allowed, remaining]),
        [
          [true, 2],
          [true, 1],
          [true, 0],
          [false, 0],
          [false, 0],
        ],
      )
    })

    test('says when the window ends', async () => {
      const [first, second] = await times(2, quota('window', 9))
      assert.ok(first!.resetAfter > 0 && first!.resetAfter <= 60_000, String(first!.resetAfter))
      assert.ok(second!.resetAfter <= first!.resetAfter)
    })

    test('counts keys apart', async () => {
      await times(4, quota('keys', 3))
      assert.equal((await consume(quota('keys', 3), { key: 'user:b' })).remaining, 2)
    })

    test('counts quotas of other names apart', async () => {
      await times(4, quota('one', 3))
      assert.equal((await consume(quota('other', 3))).remaining, 2)
    })

    test('tells keys apart that look alike when joined', async () => {
      await times(4, quota('join', 3), { key: 'a-b' })
      assert.equal((await consume(quota('join-a', 3), { key: 'b' })).remaining, 2)
    })

    test('takes the cost', async () => {
      const states = await times(3, quota('cost', 10), { cost: 5 })
      assert.deepEqual(
        states.map(({ allowed, remaining }) => [allowed, remaining]),
        [
          [true, 5],
          [true, 0],
          [false, 0],
        ],
      )
    })

    test('takes nothing for what it refuses', async () => {
      const limit = quota('refused', 10)
      await consume(limit, { cost: 7 })
      const refused = await consume(limit, { cost: 5 })
      assert.deepEqual([refused.allowed, refused.remaining], [false, 3])
      const allowed = await consume(limit, { cost: 3 })
      assert.deepEqual([allowed.allowed, allowed.remaining], [true, 0])
    })

    test('allows 200 at once no more than one after another', async () => {
      const states = await Promise.all(Array.from({ length: 200 }, () => consume(quota('at-once', 50))))
      assert.equal(states.filter(({ allowed }) => allowed).length, 50)
      const left = states.filter(({ allowed }) => allowed).map(({ remaining }) => remaining)
      assert.equal(new Set(left).size, 50)
    })

    test('never allows too much at once where costs differ', async () => {
      const costs = Array.from({ length: 200 }, (_, index) => (index % 4) + 1)
      const states = await Promise.all(costs.map((cost) => consume(quota('costs', 50), { cost })))
      const taken = costs.filter((_, index) => states[index]!.allowed).reduce((sum, cost) => sum + cost, 0)
      // What is refused and given back may keep others out meanwhile, but lets nobody in.
      assert.ok(taken <= 50 && taken > 40, String(taken))
    })

    test('takes keys of any text', async () => {
      for (const key of ["'; DROP TABLE x; --", 'ключ 🔑', '__proto__', 'x'.repeat(70)]) {
        const states = await times(4, quota('text', 3), { key })
        assert.equal(states.at(-1)!.allowed, false, key)
      }
    })

    if (ownClock) return

    test('begins anew when the window has ended', async () => {
      const limit = quota('anew', 3)
      const [first] = await times(4, limit)
      const late = await consume(limit, { now: start + first!.resetAfter - 1 })
      assert.deepEqual([late.allowed, late.resetAfter], [false, 1])
      const anew = await consume(limit, { now: start + first!.resetAfter })
      assert.deepEqual([anew.allowed, anew.remaining, anew.resetAfter], [true, 2, 60_000])
    })

    test('counts the longest window as well', async () => {
      const longest = { ...quota('longest', 3), window: 24 * 86_400_000 }
      const states = await times(4, longest)
      assert.deepEqual(
        states.map(({ allowed }) => allowed),
        [true, true, true, false],
      )
    })
  })
}

const quota = (name: string, limit: number): Quota => ({ name, limit, window: 60_000 })
