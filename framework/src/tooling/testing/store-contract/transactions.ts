import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { always, compare } from '../../../declaration/condition/condition.ts'
import type { Session } from '../../../engine/store/store.ts'
import { modelOf, moment, select, Trial, type OpenStore } from './trial.ts'
import { models } from './samples.ts'
import { refuses } from './writes.ts'

/** Transactions: all or nothing, one after another, and gone when the store is closed. */
export function describeTransactions(open: OpenStore): void {
  describe('transactions', () => {
    const trial = new Trial(open)
    const countOf = (label: string) => trial.store.count(modelOf('tags'), compare('label', 'eq', label))
    const failure = new TypeError('on purpose')

    test('what throws leaves nothing behind', async () => {
      const work = trial.store.transaction(async (session) => {
        await trial.insert('tags', { label: 'undone' }, session)
        throw failure
      })
      await assert.rejects(work, failure)
      assert.equal(await countOf('undone'), 0)
    })

    test('one that fails harms none of its neighbours', async () => {
      const works = Array.from({ length: 20 }, (_, index) =>
        trial.store.transaction(async (session) => {
          const { id } = await trial.insert('tags', { label: 'neighbour' }, session)
          if (index % 7 === 0) throw failure
          return id
        }),
      )
      const settled = await Promise.allSettled(works)
      assert.deepEqual(
        settled.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])),
        [0, 7, 14],
      )
      assert.equal(await countOf('neighbour'), 17)
    })

    test('a broken constraint fails one of many', async () => {
      const names = ['x', 'y', 'X', 'z']
      const settled = await Promise.allSettled(names.map((name) => trial.insert('people', { name })))
      const done = settled.map(({ status }) => status === 'fulfilled')
      assert.deepEqual([done[1], done[3]], [true, true])
      assert.notEqual(done[0], done[2])
    })

    test('a broken constraint may be caught and passed over', async () => {
      await trial.store.transaction(async (session) => {
        await trial.insert('people', { name: 'caught' }, session)
        await refuses(trial.insert('people', { name: 'caught' }, session), 'UNIQUE_VIOLATION')
        await trial.insert('people', { name: 'passed over' }, session)
      })
      const where = compare('name', 'in', ['caught', 'passed over'])
      assert.equal(await trial.store.count(modelOf('people'), where), 2)
    })

    test('what is not committed is seen inside only', async () => {
      await trial.store.transaction(async (session) => {
        const { id } = await trial.insert('tags', { label: 'unseen' }, session)
        assert.equal(await countOf('unseen'), 0)
        assert.notEqual(
          await session.find(modelOf('tags'), { id, where: always, selection: select('tags') }),
          undefined,
        )
      })
      assert.equal(await countOf('unseen'), 1)
    })

    test('what is acknowledged is seen by the next read', async () => {
      for (let index = 0; index < 20; index++) {
        const { id } = await trial.insert('tags', { label: 'seen' })
        assert.notEqual(await trial.find('tags', id), undefined)
      }
    })

    test('works that wait do not mix', async () => {
      const { id } = await trial.insert('books', { title: 'counted', pages: 0 })
      const model = modelOf('books')
      const selection = select('books')
      const grow = async (session: Session) => {
        const found = await session.find(model, { id, where: always, selection })
        const { pages } = JSON.parse(found!.json) as { pages: number }
        await delay(1)
        const change = { id, version: found!.version, values: { pages: pages + 1 }, at: moment }
        assert.notEqual(await session.update(model, change, selection), undefined)
      }
      await Promise.all(Array.from({ length: 30 }, () => trial.store.transaction(grow)))
      assert.equal((await trial.read('books', id))['pages'], 30)
    })

    test('what two look for and do not find, one of them makes', async () => {
      const where = compare('label', 'eq', 'the only one')
      const make = async (session: Session) => {
        if ((await session.count(modelOf('tags'), where)) > 0) return false
        await delay(2)
        await trial.insert('tags', { label: 'the only one' }, session)
        return true
      }
      const made = await Promise.all(Array.from({ length: 12 }, () => trial.store.transaction(make)))
      assert.equal(made.filter(Boolean).length, 1)
      assert.equal(await countOf('the only one'), 1)
    })

    test('one cannot be begun within another', async () => {
      const nested = trial.store.transaction(() => trial.store.transaction(async () => 1))
      await refuses(nested, 'INTERNAL_ERROR')
      const beside = trial.store.transaction(() => trial.insert('tags', { label: 'beside' }))
      await refuses(beside, 'INTERNAL_ERROR')
    })

    test('statements of one that are not waited for stand in line', async () => {
      await trial.store.transaction(async (session) => {
        const names = ['a line', 'another', 'A LINE', 'the last']
        const settled = await Promise.allSettled(
          names.map((name) => trial.insert('people', { name }, session)),
        )
        assert.deepEqual(
          settled.map(({ status }) => status),
          ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
        )
      })
      const where = compare('name', 'in', ['a line', 'another', 'the last'])
      assert.equal(await trial.store.count(modelOf('people'), where), 3)
    })

    test('hundreds at once are all done', async () => {
      await Promise.all(Array.from({ length: 500 }, () => trial.insert('tags', { label: 'many' })))
      assert.equal(await countOf('many'), 500)
    })

    test('a session ends with its transaction', async () => {
      const kept = await trial.store.transaction(async (session) => session)
      await refuses(trial.insert('tags', { label: 'late' }, kept), 'INTERNAL_ERROR')
      assert.equal(await countOf('late'), 0)
    })

    test('what waits for the commit runs after it, and never where it fails', async () => {
      const ran: string[] = []
      const note = (label: string) => () => void ran.push(label)
      const committed = trial.store.transaction(async (session) => {
        session.onCommit(note('first'))
        await trial.insert('tags', { label: 'awaited' }, session)
        session.onCommit(note('second'))
        assert.deepEqual(ran, [])
      })
      const undone = trial.store.transaction(async (session) => {
        session.onCommit(note('undone'))
        throw failure
      })
      await assert.rejects(undone, failure)
      await committed
      assert.deepEqual(ran, ['first', 'second'])
      trial.store.onCommit(note('at once'))
      assert.equal(ran.length, 3)
      // It may write by itself.
      const { promise, resolve } = Promise.withResolvers<unknown>()
      await trial.store.transaction(async (session) => {
        session.onCommit(() => resolve(trial.insert('tags', { label: 'written after' })))
      })
      await promise
      assert.equal(await countOf('written after'), 1)
    })

    test('the result of the work is given back', async () => {
      assert.equal(await trial.store.transaction(async () => 'result'), 'result')
    })

    test('a store that answers can be pinged', async () => {
      assert.equal(await trial.store.ping(), undefined)
    })

    test('closing waits for what runs, and refuses the rest', async () => {
      const store = await open()
      await store.prepare(models.values())
      const row = { id: 'closing', values: { label: 'x' }, at: moment }
      const running = store.transaction(async (session) => {
        await delay(5)
        return session.insert(modelOf('keys'), row, select('keys'))
      })
      const closed = store.close()
      await refuses(
        store.transaction(async () => 1),
        'UNAVAILABLE',
      )
      await refuses(store.count(modelOf('keys'), always), 'UNAVAILABLE')
      await refuses(store.ping(), 'UNAVAILABLE')
      assert.equal((await running).id, 'closing')
      await closed
      await store.close()
    })
  })
}
