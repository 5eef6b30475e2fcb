import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { within } from '../../src/kernel/values/within.ts'

describe('a value in time', () => {
  it('is handed on at once where it is there', () => assert.equal(within(1, 'here'), 'here'))

  it('is handed on where it comes, and so is a failure', async () => {
    assert.equal(await within(1000, Promise.resolve('here')), 'here')
    await assert.rejects(async () => within(1000, Promise.reject(new RangeError('broken'))), RangeError)
  })

  it('that comes too late, or fails then, is UNAVAILABLE', async () => {
    const late = new Promise((_, reject) => setTimeout(() => reject(new RangeError('late')), 20))
    await assert.rejects(async () => within(5, late), { code: 'UNAVAILABLE' })
    await late.catch(() => {})
  })

  it('is in time when it came while the process was held up', async () => {
    const program = `
      const { parentPort } = require('node:worker_threads')
      parentPort.once('message', () => setTimeout(() => parentPort.postMessage('here'), 50))`
    const worker = new Worker(program, { eval: true })
    await once(worker, 'online')
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
    worker.postMessage('ask')
    // After this, timers come before whatever is read.
    await setImmediate()
    const answer = within(20, once(worker, 'message'))
    const end = Date.now() + 300
    while (Date.now() < end);
    assert.deepEqual(await answer, ['here'])
    await worker.terminate()
  })
})
