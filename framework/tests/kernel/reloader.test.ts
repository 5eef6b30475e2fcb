import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFakeClock } from 'ninety/testing'
import { createReloader } from '../../src/kernel/values/reloader.ts'

function open(loadedAt = -Infinity) {
  const clock = createFakeClock()
  const pending: PromiseWithResolvers<void>[] = []
  const reloader = createReloader(clock, 1000, loadedAt, () => {
    const next = Promise.withResolvers<void>()
    pending.push(next)
    return next.promise
  })
  return { clock, pending, ...reloader }
}

describe('what is kept fresh', () => {
  test('is read once by all who come meanwhile', async () => {
    const { refresh, pending } = open()
    const both = [refresh(), refresh()]
    assert.equal(pending.length, 1)
    pending[0]!.resolve()
    await Promise.all(both)
    assert.equal(refresh(), undefined)
  })

  test('is read anew when it is too old, or has expired', async () => {
    const { refresh, expire, pending, clock } = open(createFakeClock().now())
    assert.equal(refresh(), undefined)
    clock.advance('1s')
    const first = refresh()
    pending[0]!.resolve()
    await first
    assert.equal(refresh(), undefined)
    expire()
    assert.notEqual(refresh(), undefined)
  })

  test('tells everybody who waits that it cannot be read', async () => {
    const { refresh, pending } = open()
    const both = [refresh(), refresh()]
    pending[0]!.reject(new TypeError('away'))
    for (const each of both) await assert.rejects(async () => each, TypeError)
  })
})
