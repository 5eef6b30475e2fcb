// What holds wherever instances tell each other something.
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Broadcast } from '../../src/engine/broadcast/broadcast.ts'
import { heard, listenTo, until } from './trial.ts'

/** How instances meet, in a place of the test's own. */
export interface Meeting {
  /** One more instance. */
  join(): Broadcast
  /** Breaks all connections; they may be made again. */
  cut(): Promise<unknown>
  /** Says something foreign where the instances listen. */
  shout(text: string): Promise<unknown>
}

/** Registers the cases of a broadcast over connections. */
export function describeBroadcast(
  name: string,
  options: { readonly skip: false | string },
  open: (t: TestContext) => Promise<Meeting>,
): void {
  const join = async (t: TestContext, { join: enter }: Meeting) => {
    const broadcast = enter()
    t.after(() => broadcast.close())
    await broadcast.ping()
    return broadcast
  }

  describe(name, options, () => {
    it('tells every instance, itself at once', async (t) => {
      const meeting = await open(t)
      const [one, other] = [await join(t, meeting), await join(t, meeting)]
      const [here, there] = [listenTo(one, 'news'), listenTo(other, 'news')]
      one.publish('news', 'first')
      assert.deepEqual(heard(here), ['first'])
      other.publish('news', 'ключ 🔑 \u0000"')
      await until(() => heard(here).length === 2 && heard(there).length === 2, 'both hear both')
      assert.deepEqual(heard(there).toSorted(), ['first', 'ключ 🔑 \u0000"'].toSorted())
    })

    it('tells nobody twice, and keeps topics apart', async (t) => {
      const meeting = await open(t)
      const [one, other] = [await join(t, meeting), await join(t, meeting)]
      const [here, there, elsewhere] = [
        listenTo(one, 'news'),
        listenTo(other, 'news'),
        listenTo(other, 'weather'),
      ]
      for (let count = 0; count < 100; count++) one.publish('news', String(count))
      await until(() => heard(there).length >= 100, 'all of it is heard')
      one.publish('weather', 'rain')
      await until(() => heard(elsewhere).length > 0, 'the last one is heard')
      const all = Array.from({ length: 100 }, (_, count) => String(count))
      assert.deepEqual([heard(here), heard(there), heard(elsewhere)], [all, all, ['rain']])
    })

    it('says that something was missed instead of a very long text', async (t) => {
      const meeting = await open(t)
      const [one, other] = [await join(t, meeting), await join(t, meeting)]
      const [told, untold] = [listenTo(other, 'news'), listenTo(other, 'weather')]
      one.publish('news', 'ж'.repeat(20_000))
      await until(() => told.includes('…'), 'it is said')
      assert.deepEqual([told, untold], [['…'], []])
    })

    it('tells no more to whoever has left', async (t) => {
      const broadcast = await join(t, await open(t))
      const told: string[] = []
      const leave = broadcast.subscribe('news', { hear: (text) => told.push(text), miss: () => {} })
      leave()
      broadcast.publish('news', 'late')
      assert.deepEqual(told, [])
    })

    it('finds itself cut off, and says what may be missed once it is back', async (t) => {
      const meeting = await open(t)
      const [one, other] = [await join(t, meeting), await join(t, meeting)]
      const [here, there] = [listenTo(one, 'news'), listenTo(other, 'news')]
      await meeting.cut()
      await until(() => here.includes('×') && there.includes('×'), 'both notice')
      one.publish('news', 'unheard')
      await until(() => one.isSound && other.isSound, 'both are back')
      await until(() => there.at(-1) === '…', 'the other one reads anew')
      one.publish('news', 'again')
      await until(() => heard(there).includes('again'), 'all is as before')
    })

    it('makes the others read anew when an instance comes', async (t) => {
      const meeting = await open(t)
      const told = listenTo(await join(t, meeting), 'news')
      await join(t, meeting)
      await until(() => told.includes('…'), 'it is said')
    })

    it('passes over what is not understood', async (t) => {
      const meeting = await open(t)
      const [one, other] = [await join(t, meeting), await join(t, meeting)]
      const told = listenTo(other, 'news')
      for (const text of ['', 'news', '{}', '[]', '[1]', '["x",{}]', 'null']) await meeting.shout(text)
      one.publish('news', 'sense')
      await until(() => heard(told).length > 0, 'sense is heard')
      assert.deepEqual(told, ['sense'])
    })

    it('sends what was published before it ends', async (t) => {
      const meeting = await open(t)
      const told = listenTo(await join(t, meeting), 'news')
      const brief = meeting.join()
      brief.publish('news', 'by the way')
      await brief.close()
      // Whoever has only come to say it makes the others look for themselves.
      await until(() => told.length > 0, 'it is heard, or known to be missed')
      assert.equal(brief.isSound, false)
      await assert.rejects(brief.ping())
      brief.publish('news', 'too late')
    })
  })
}
