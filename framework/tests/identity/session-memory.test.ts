// A session is remembered as long as nothing can have happened to it unheard, and a second at most.
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { Relay } from '../../src/engine/broadcast/relay.ts'
import { createSessionMemory } from '../../src/engine/identity/session-memory.ts'
import type { Found, Session } from '../../src/engine/store/store.ts'
import { Room } from '../broadcast/room.ts'
import { until } from '../broadcast/trial.ts'

/** A transaction that is committed, or one that is undone. */
const committed = { onCommit: (work: () => void) => work() } as Session
const undone = { onCommit: () => {} } as unknown as Session

async function open(t: TestContext, room = new Room()) {
  const broadcast = new Relay(room)
  t.after(() => broadcast.close())
  await broadcast.ping()
  const reads: string[] = []
  let gate: Promise<unknown> | undefined
  const time = { now: 0 }
  const read = async (id: string): Promise<Found | undefined> => {
    reads.push(id)
    await gate
    return id === 'none' ? undefined : { id, version: 1, json: `{"csrf":null,"user":{"id":"of ${id}"}}` }
  }
  const memory = createSessionMemory(broadcast, read, () => time.now)
  await memory.find('first')
  reads.length = 0
  /** How often the store is read to find one. */
  const readsOf = async (...ids: string[]): Promise<number> => {
    const before = reads.length
    for (const id of ids) await memory.find(id)
    return reads.length - before
  }
  /** Holds up what is read until it is let go. */
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    return () => {
      gate = undefined
      resolve()
    }
  }
  return { room, broadcast, time, memory, readsOf, hold }
}

describe('a session', () => {
  it('is read once in a second', async (t) => {
    const { time, readsOf } = await open(t)
    assert.equal(await readsOf('a', 'a', 'b'), 2)
    time.now += 999
    assert.equal(await readsOf('a', 'b'), 0)
    time.now += 1
    assert.equal(await readsOf('a', 'a'), 1)
  })

  it('that is not there is looked for each time', async (t) => {
    const { readsOf } = await open(t)
    assert.equal(await readsOf('none', 'none'), 2)
  })

  it('is forgotten at once when it ends, and no other', async (t) => {
    const { memory, readsOf } = await open(t)
    await readsOf('a', 'b')
    memory.forget('a', undone)
    assert.equal(await readsOf('a', 'b'), 0)
    memory.forget('a', committed)
    assert.deepEqual([await readsOf('a'), await readsOf('b')], [1, 0])
  })

  it('is forgotten at once when its user changes, and no other', async (t) => {
    const { memory, readsOf } = await open(t)
    await readsOf('a', 'b')
    memory.forgetUser('of a', committed)
    assert.deepEqual([await readsOf('a'), await readsOf('b')], [1, 0])
    memory.forgetAll(committed)
    assert.equal(await readsOf('a', 'b'), 2)
  })

  for (const [what, forget] of [
    ['a session', (memory) => memory.forget('a', committed)],
    ['a user', (memory) => memory.forgetUser('of a', committed)],
    ['all', (memory) => memory.forgetAll(committed)],
  ] satisfies [string, (memory: ReturnType<typeof createSessionMemory>) => void][]) {
    it(`is forgotten by every instance when one forgets ${what}`, async (t) => {
      const here = await open(t)
      const there = await open(t, here.room)
      await there.readsOf('a')
      forget(here.memory)
      // No second goes by after which it would be read anyway.
      await until(async () => (await there.readsOf('a')) === 1, 'it is heard of')
    })
  }

  it('that is read while it ends is not remembered', async (t) => {
    const { memory, readsOf, hold } = await open(t)
    const release = hold()
    const finding = memory.find('a')
    memory.forget('a', committed)
    release()
    assert.equal((await finding)?.id, 'a')
    assert.equal(await readsOf('a', 'a'), 1)
  })

  it('is read each time while nothing is heard, and forgotten meanwhile', async (t) => {
    const { room, broadcast, readsOf } = await open(t)
    await readsOf('a')
    room.isClosed = true
    room.cut()
    assert.equal(await readsOf('a', 'a'), 2)
    room.isClosed = false
    await until(() => broadcast.isSound, 'it hears again')
    assert.equal(await readsOf('a', 'a'), 1)
  })

  it('is forgotten for others where there are very many', async (t) => {
    const { readsOf } = await open(t)
    await readsOf('a', ...Array.from({ length: 10_000 }, (_, index) => String(index)))
    assert.equal(await readsOf('a'), 1)
  })
})
