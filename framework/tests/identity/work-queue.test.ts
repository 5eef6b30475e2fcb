import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { createWorkQueue } from '../../src/engine/identity/work-queue.ts'

/** Work that runs until it is told to end. */
function createWork(started: number[], number: number) {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const run = () => {
    started.push(number)
    return promise
  }
  return { run, end: () => resolve(number), fail: () => reject(new RangeError('failed')) }
}

function start(count: number, bounds: { atOnce: number; waiting: number }) {
  const started: number[] = []
  const queue = createWorkQueue(bounds)
  const works = Array.from({ length: count }, (_, number) => createWork(started, number))
  const results = works.map(({ run }) => queue.run(run))
  return { started, works, results, queue }
}

describe('a work queue', () => {
  it('runs no more at once than it may', async () => {
    const { started } = start(4, { atOnce: 2, waiting: 9 })
    await turn()
    assert.deepEqual(started, [0, 1])
  })
  it('runs what waits in its order', async () => {
    const { started, works } = start(4, { atOnce: 2, waiting: 9 })
    works[1]!.end()
    await turn()
    assert.deepEqual(started, [0, 1, 2])
    works[0]!.end()
    await turn()
    assert.deepEqual(started, [0, 1, 2, 3])
  })
  it('goes on after work that fails', async () => {
    const { works, results } = start(2, { atOnce: 1, waiting: 9 })
    works[0]!.fail()
    works[1]!.end()
    await assert.rejects(results[0]!, RangeError)
    assert.equal(await results[1], 1)
  })
  it('refuses what finds no place to wait', async () => {
    const { started, works, results } = start(3, { atOnce: 1, waiting: 1 })
    await assert.rejects(results[2]!, { code: 'UNAVAILABLE', status: 503 })
    works[0]!.end()
    works[1]!.end()
    await Promise.all(results.slice(0, 2))
    assert.deepEqual(started, [0, 1])
  })
  it('takes work again once places are free', async () => {
    const { works, results, queue } = start(2, { atOnce: 1, waiting: 1 })
    works[0]!.end()
    works[1]!.end()
    await Promise.all(results)
    assert.equal(await queue.run(async () => 'again'), 'again')
  })
})
