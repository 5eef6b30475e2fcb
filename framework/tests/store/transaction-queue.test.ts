import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, beforeEach, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { toReadProblem } from '../../src/engine/store/sql/violation.ts'
import { sqliteDialect } from '../../src/engine/store/sqlite/dialect.ts'
import { TransactionQueue } from '../../src/engine/store/sqlite/transaction-queue.ts'
import { Problem } from '../../src/kernel/problem/problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-queue-'))
const file = join(folder, 'data.db')
const open = () => new DatabaseSync(file, { timeout: 0 })
const [database, other] = [open(), open()]
database.exec('PRAGMA journal_mode = WAL; CREATE TABLE marks (mark INTEGER)')
after(() => {
  database.close()
  other.close()
  rmSync(folder, { recursive: true, force: true })
})

const executed: string[] = []
const line = {
  get isInTransaction() {
    return database.isTransaction
  },
  execute(text: string) {
    executed.push(text)
    database.exec(text)
  },
}
/** A queue for which no time passes, so that what waits together is one group however busy the machine is. */
const create = (now = () => 0) =>
  new TransactionQueue(
    line,
    () => ({ end: () => undefined }),
    (error) => toReadProblem(sqliteDialect, error),
    now,
  )

beforeEach(() => {
  executed.length = 0
  database.exec('DELETE FROM marks')
})

const mark = async (value: number) => void database.exec(`INSERT INTO marks VALUES (${value})`)
const marks = () =>
  other
    .prepare('SELECT mark FROM marks')
    .all()
    .map(({ mark: value }) => value)

const isUnavailable = (error: unknown) => {
  assert.ok(error instanceof Problem)
  assert.deepEqual([error.code, error.headers], ['UNAVAILABLE', { 'retry-after': '1' }])
  assert.doesNotMatch(String(error.detail), /locked|SQL/)
  return true
}

describe('transaction queue', () => {
  test('nothing resolves before its commit', async () => {
    const queue = create()
    const seen: unknown[] = []
    const works = [1, 2, 3].map((value) => queue.run(() => mark(value)).then(() => seen.push(marks().length)))
    await Promise.all(works)
    assert.deepEqual(seen, [3, 3, 3])
  })

  test('the first to fail is undone alone', async () => {
    const queue = create()
    const failing = queue.run(async () => {
      await mark(1)
      throw new TypeError('on purpose')
    })
    const works = [failing, queue.run(() => mark(2)), queue.run(() => mark(3))]
    const settled = await Promise.allSettled(works)
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled'],
    )
    assert.deepEqual(marks(), [2, 3])
  })

  test('a group is bounded in number', async () => {
    const queue = create()
    await Promise.all(Array.from({ length: 130 }, (_, index) => queue.run(() => mark(index))))
    assert.ok(executed.filter((text) => text === 'COMMIT').length >= 3)
    assert.equal(marks().length, 130)
  })

  test('a slow one does not hold the commit of others', async () => {
    let time = 0
    const queue = create(() => time)
    const slow = queue.run(async () => void (time += 6))
    const next = queue.run(() => mark(1))
    await slow
    assert.deepEqual(marks(), [])
    await next
    assert.deepEqual(marks(), [1])
  })

  test('a transaction within a transaction is refused at once', async () => {
    const queue = create()
    const outer = queue.run(async () => {
      await delay(1)
      await queue.run(() => mark(1))
    })
    await assert.rejects(outer, { code: 'INTERNAL_ERROR' })
    await queue.run(() => mark(2))
    assert.deepEqual(marks(), [2])
  })

  test('what a transaction set going may begin another later', async () => {
    const queue = create()
    let later: Promise<void> | undefined
    await queue.run(async () => {
      later = delay(20).then(() => queue.run(() => mark(7)))
    })
    await later
    assert.deepEqual(marks(), [7])
  })

  test('work keeps the asynchronous context it was asked for in', async () => {
    const queue = create()
    const request = new AsyncLocalStorage<string>()
    const ask = (name: string) =>
      request.run(name, () =>
        queue.run(async () => [name, request.getStore(), await delay(1, request.getStore())]),
      )
    assert.deepEqual(await Promise.all([ask('a'), ask('b')]), [
      ['a', 'a', 'a'],
      ['b', 'b', 'b'],
    ])
  })

  test('a database occupied by others is unavailable for all who wait', async () => {
    const queue = create()
    other.exec('BEGIN IMMEDIATE')
    const works = [queue.run(() => mark(1)), queue.run(() => mark(2))]
    for (const work of works) await assert.rejects(work, isUnavailable)
    other.exec('ROLLBACK')
    await queue.run(() => mark(3))
    assert.deepEqual(marks(), [3])
  })

  test('a commit that fails fails all of its group', async () => {
    database.exec('CREATE TABLE parents (id INTEGER PRIMARY KEY)')
    database.exec('CREATE TABLE children (id REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)')
    const queue = create()
    const works = [
      queue.run(() => mark(1)),
      queue.run(async () => void database.exec('INSERT INTO children VALUES (9)')),
    ]
    const settled = await Promise.allSettled(works)
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    assert.deepEqual(marks(), [])
    await queue.run(() => mark(2))
    assert.deepEqual(marks(), [2])
  })

  test('a transaction the database undid takes its group along', async () => {
    const queue = create()
    const before = queue.run(() => mark(1))
    const undone = queue.run(async () => {
      await mark(2)
      database.exec('ROLLBACK')
      throw new TypeError('the disk is full')
    })
    const settled = await Promise.allSettled([before, undone, queue.run(() => mark(3))])
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['rejected', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(marks(), [3])
  })

  test('whenIdle waits for all that stands in line', async () => {
    const queue = create()
    for (let value = 0; value < 100; value++) void queue.run(() => mark(value))
    await queue.whenIdle()
    assert.equal(marks().length, 100)
    await queue.whenIdle()
  })
})
