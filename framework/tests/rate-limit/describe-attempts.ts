// What attempts must be wherever processes count them together.
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createLoginThrottle, type AttemptCounters, type LoginThrottle } from '../../src/identity.ts'

const home = '192.0.2.1'

/**
 * Registers the cases of counters that two processes share.
 * @param open counters of two processes, where nothing was counted yet; they are closed with the test
 */
export function describeAttempts(
  name: string,
  options: { readonly skip: false | string },
  open: (t: TestContext) => Promise<readonly [AttemptCounters, AttemptCounters]>,
): void {
  const fail = async (throttle: LoginThrottle, times: number) => {
    for (let count = 0; count < times; count++) await throttle.admit('ann', home)
  }

  describe(name, options, () => {
    it('are refused after the fifth, in every process', async (t) => {
      const [one, other] = await open(t)
      await fail(createLoginThrottle({}, one), 5)
      const throttle = createLoginThrottle({}, other)
      await assert.rejects(throttle.admit('ann', home), {
        code: 'TOO_MANY_REQUESTS',
        headers: { 'retry-after': '900' },
      })
      await throttle.admit('bob', home)
    })

    it('cannot outrun the count by coming at once', async (t) => {
      const throttles = (await open(t)).map((attempts) => createLoginThrottle({}, attempts))
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, (_, index) => throttles[index % 2]!.admit('ann', home)),
      )
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 5)
    })

    it('are forgotten once one succeeds', async (t) => {
      const [attempts] = await open(t)
      const throttle = createLoginThrottle({}, attempts)
      await fail(throttle, 4)
      await (await throttle.admit('ann', home)).succeed()
      await fail(throttle, 5)
    })

    it('of less than a second are forgotten, too', async (t) => {
      const [attempts] = await open(t)
      const brief = attempts({ keyPrefix: 'brief', points: 1, duration: 0.2 })
      await brief.consume('ann')
      await brief.block('bob', 0.2)
      for (const key of ['ann', 'bob']) {
        const left = (await brief.get(key))?.msBeforeNext ?? 1
        assert.ok(left > 0 && left <= 1000, String(left))
      }
    })
  })
}
