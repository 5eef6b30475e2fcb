import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LocalBroadcast } from '../../src/engine/broadcast/local.ts'
import { Relay } from '../../src/engine/broadcast/relay.ts'
import { warnOfLosses } from '../../src/engine/broadcast/warn-of-losses.ts'
import { describeBroadcast } from './describe-broadcast.ts'
import { Room } from './room.ts'
import { heard, listenTo, until } from './trial.ts'

describeBroadcast('instances of one process', { skip: false }, async () => {
  const room = new Room()
  return {
    join: () => new Relay(room),
    cut: async () => room.cut(),
    shout: async (text) => room.shout(text),
  }
})

describe('an instance', () => {
  it('that nobody answers finds out by itself', async (t) => {
    const room = new Room()
    const broadcast = new Relay(room)
    t.after(() => broadcast.close())
    const told = listenTo(broadcast, 'news')
    await broadcast.ping()
    room.isSilent = true
    await until(() => !broadcast.isSound, 'it is noticed')
    assert.ok(told.includes('×'))
    room.isSilent = false
    await until(() => broadcast.isSound, 'it is back')
    assert.equal(told.at(-1), '…')
  })

  it('that is alone hears itself, and counts on nobody', async () => {
    const broadcast = new LocalBroadcast()
    const told = listenTo(broadcast, 'news')
    broadcast.publish('news', 'mine')
    await broadcast.ping()
    assert.deepEqual([heard(told), broadcast.isSound], [['mine'], false])
  })

  it('warns once a minute that it hears nothing, and when it hears again', async (t) => {
    const room = new Room()
    room.isClosed = true
    const broadcast = new Relay(room)
    t.after(() => broadcast.close())
    const warnings: string[] = []
    const events = {
      emit: (_: string, event: object) => void warnings.push((event as { message: string }).message),
    }
    const told = listenTo(broadcast, 'news')
    warnOfLosses(broadcast, events, { now: () => 0 })
    await until(() => told.length >= 2, 'it tries again')
    const lost = 'Instances do not hear of each other: each reads sessions anew with every request'
    assert.deepEqual(warnings, [lost])
    await assert.rejects(broadcast.ping(), { code: 'UNAVAILABLE' })
    room.isClosed = false
    await until(() => broadcast.isSound, 'it comes in')
    assert.deepEqual(warnings, [lost, 'Instances hear of each other again'])
  })
})
