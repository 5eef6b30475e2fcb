import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withFallback } from '../../src/engine/rate-limit/fallback.ts'
import { memoryRateLimits } from '../../src/engine/rate-limit/memory.ts'
import type { RateLimitStore } from '../../src/engine/rate-limit/rate-limit-store.ts'

const quota = { name: 'some', limit: 3, window: 86_400_000 }
const start = Date.parse('2030-01-01T12:00:00.000Z')

/** A store that fails as it is told, and counts how often it was asked. */
function open(answer?: number) {
  const memory = memoryRateLimits()
  const told = { mode: 'sound' as 'sound' | 'throwing' | 'rejecting' | 'hanging', asked: 0 }
  const store: RateLimitStore = {
    consume(...args) {
      told.asked++
      if (told.mode === 'throwing') throw new RangeError('broken')
      if (told.mode === 'rejecting') return Promise.reject(new RangeError('broken'))
      if (told.mode === 'hanging') return new Promise(() => undefined)
      return memory.consume(...args)
    },
  }
  const warnings: string[] = []
  const events = {
    emit: (_: string, event: object) => void warnings.push((event as { message: string }).message),
  }
  const guarded = withFallback(store, memoryRateLimits(), events, answer === undefined ? {} : { answer })
  return {
    told,
    warnings,
    consume: async (now = start) => guarded.consume(quota, 'user:a', 1, now),
    isSound: () => guarded.isSound(start),
  }
}

const failing = 'The store of rate limits does not answer: each process counts for itself'
const back = 'The store of rate limits answers again'

describe('a store that fails', () => {
  for (const mode of ['throwing', 'rejecting', 'hanging'] as const) {
    it(`by ${mode} leaves a limit of this process`, async () => {
      const { told, warnings, consume } = open(5)
      told.mode = mode
      const states = await Promise.all(Array.from({ length: 5 }, () => consume()))
      assert.equal(states.filter(({ allowed }) => allowed).length, 3)
      assert.deepEqual(warnings, [failing])
    })
  }

  it('is left alone for five seconds, then asked again', async () => {
    const { told, warnings, consume } = open()
    told.mode = 'throwing'
    await consume(start)
    for (const after of [1, 2000, 4999]) await consume(start + after)
    assert.equal(told.asked, 1)
    told.mode = 'sound'
    assert.equal((await consume(start + 5000)).remaining, 2)
    assert.equal((await consume(start + 5001)).remaining, 1)
    assert.equal(told.asked, 3)
    assert.deepEqual(warnings, [failing, back])
  })

  it('and cannot be asked is believed to fail until it counts', async () => {
    const { told, consume, isSound } = open()
    assert.equal(await isSound(), true)
    told.mode = 'throwing'
    await consume(start)
    assert.equal(await isSound(), false)
    told.mode = 'sound'
    await consume(start + 5000)
    assert.equal(await isSound(), true)
  })

  it('is warned of once a minute', async () => {
    const { told, warnings, consume } = open()
    told.mode = 'rejecting'
    for (let second = 0; second < 120; second += 5) await consume(start + second * 1000)
    assert.equal(told.asked, 24)
    assert.deepEqual(warnings, [failing, failing])
  })

  it('is asked again when the clock is set back', async () => {
    const { told, consume } = open()
    told.mode = 'throwing'
    await consume(start)
    told.mode = 'sound'
    await consume(start - 3_600_000)
    assert.equal(told.asked, 2)
  })
})
