import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { always } from '../../src/declaration/condition/condition.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { selectNames } from '../../src/declaration/resource/query.ts'
import { ReferenceInUse, Unavailable, UniqueViolation } from '../../src/kernel/problem/catalogue.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { mysql } from '../../src/mysql.ts'
import type { Session, Store } from '../../src/engine/store/store.ts'
import { models } from '../../src/tooling/testing/store-contract/samples.ts'
import { modelOf, moment, select } from '../../src/tooling/testing/store-contract/trial.ts'
import type { MysqlDatabase } from '../../src/tooling/testing/mysql-database.ts'
import { createDatabase, skip } from './mysql-database.ts'

const keys = modelOf('keys')
const add = (session: Session, id: string) =>
  session.insert(keys, { id, values: { label: 'x' }, at: moment }, select('keys'))
const find = (session: Session, id: string) =>
  session.find(keys, { id, where: always, selection: select('keys') })

async function open(connections?: number, statements: string[] = []) {
  const database = await createDatabase()
  const store = mysql(database.url, {
    ...(connections !== undefined && { connections }),
    onStatement: (sql) => statements.push(sql),
  })
  await store.prepare(models.values())
  statements.length = 0
  return { database, store }
}

async function endConnections(database: MysqlDatabase): Promise<void> {
  const found = await database.query(
    `SELECT id FROM information_schema.processlist WHERE db = '${database.name}' AND id <> connection_id()`,
  )
  for (const { id } of found) await database.query(`KILL ${Number(id)}`)
}

const verbs = (statements: string[]): string[] => statements.splice(0).map((text) => text.slice(0, 6).trim())

describe('mysql transactions', { skip }, () => {
  test('a transaction begins with its first statement', async () => {
    const statements: string[] = []
    const { store } = await open(undefined, statements)
    await add(store, 'one')
    assert.deepEqual(verbs(statements), ['INSERT', 'COMMIT'])
    const change = { id: 'one', version: 1, values: { label: 'y' }, at: moment }
    await store.update(keys, change, select('keys'))
    assert.deepEqual(verbs(statements), ['UPDATE', 'SELECT', 'COMMIT'])
    await store.update(keys, change, select('keys'))
    assert.deepEqual(verbs(statements), ['UPDATE', 'COMMIT'])
    await store.delete(keys, 'one', 2)
    assert.deepEqual(verbs(statements), ['DELETE', 'COMMIT'])
    await find(store, 'one')
    assert.deepEqual(verbs(statements), ['SELECT'])
    await store.close()
  })

  test('what another got in the way of runs again, what waits for the commit once', async () => {
    const { store } = await open()
    await add(store, 'contended')
    let runs = 0
    const committed: number[] = []
    const both = Promise.withResolvers<void>()
    const work = (number: number) => async (session: Session) => {
      runs++
      session.onCommit(() => void committed.push(number))
      const found = (await find(session, 'contended'))!
      if (runs === 2) both.resolve()
      await both.promise
      const change = { id: found.id, version: found.version, values: { label: `${number}` }, at: moment }
      assert.notEqual(await session.update(keys, change, select('keys')), undefined)
    }
    await Promise.all([store.transaction(work(1)), store.transaction(work(2))])
    assert.equal(runs, 3)
    assert.deepEqual(committed.toSorted(), [1, 2])
    assert.equal((await find(store, 'contended'))?.version, 3)
    await store.close()
  })

  test('a lost transaction cannot be passed over by its work', async () => {
    const { store } = await open()
    await add(store, 'passed')
    let runs = 0
    const both = Promise.withResolvers<void>()
    const work = async (session: Session) => {
      const found = (await find(session, 'passed'))!
      if (++runs === 2) both.resolve()
      await both.promise
      const change = { id: found.id, version: found.version, values: { label: 'y' }, at: moment }
      await session.update(keys, change, select('keys')).catch(() => 'passed over')
      await add(session, `after ${runs}`).catch(() => 'passed over')
    }
    await Promise.all([store.transaction(work), store.transaction(work)])
    assert.equal((await find(store, 'passed'))?.version, 3)
    assert.equal(await store.count(keys, always), 3)
    await store.close()
  })

  test('what was looked for in vain is made by nobody else meanwhile', async () => {
    const { store } = await open()
    const looked = Promise.withResolvers<void>()
    const order: string[] = []
    const work = store.transaction(async (session) => {
      assert.equal(await find(session, 'meanwhile'), undefined)
      looked.resolve()
      await delay(50)
      await add(session, 'meanwhile')
      order.push('first')
    })
    await looked.promise
    const other = assert.rejects(
      add(store, 'meanwhile').finally(() => order.push('second')),
      UniqueViolation,
    )
    await Promise.all([work, other])
    assert.deepEqual(order, ['first', 'second'])
    await store.close()
  })

  test('two that each change what the other has read are not both done', async () => {
    const { store } = await open()
    for (const id of ['a', 'b']) await add(store, id)
    const labelOf = async (session: Session, id: string) =>
      (JSON.parse((await find(session, id))!.json) as { label: string }).label
    const take = (mine: string, other: string) => async (session: Session) => {
      const [own, theirs] = [(await find(session, mine))!, await labelOf(session, other)]
      await delay(10)
      if (theirs === 'gone') return false
      const change = { id: mine, version: own.version, values: { label: 'gone' }, at: moment }
      return (await session.update(keys, change, select('keys'))) !== undefined
    }
    const done = await Promise.all([store.transaction(take('a', 'b')), store.transaction(take('b', 'a'))])
    assert.equal(done.filter(Boolean).length, 1)
    await store.close()
  })

  test('reads within transactions that hold all connections do not wait for them', async () => {
    const { store } = await open(2)
    const works = Array.from({ length: 5 }, (_, index) =>
      store.transaction(async (session) => {
        await add(session, `reading ${index}`)
        return store.count(keys, always)
      }),
    )
    await Promise.all(works)
    assert.equal(await store.count(keys, always), 5)
    await store.close()
  })

  test('a broken constraint is told of after a hundred writes, and undoes none', async () => {
    const { store } = await open()
    await store.transaction(async (session) => {
      for (let index = 0; index < 100; index++) await add(session, `${index}`)
      await assert.rejects(add(session, '50'), UniqueViolation)
      await add(session, '100')
    })
    assert.equal(await store.count(keys, always), 101)
    await store.close()
  })

  test('a connection that is lost is given up, and another one taken', async () => {
    const { database, store } = await open()
    const begun = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    const work = store.transaction(async (session) => {
      await add(session, 'lost')
      begun.resolve()
      await ended.promise
      await add(session, 'lost too')
    })
    await begun.promise
    await endConnections(database)
    ended.resolve()
    await work
    assert.equal(await store.count(keys, always), 2)
    await add(store, 'kept')
    assert.equal(await store.count(keys, always), 3)
    await store.close()
  })

  test('idle connections that were lost are nobody’s trouble', async () => {
    const { database, store } = await open()
    await Promise.all(Array.from({ length: 8 }, (_, index) => add(store, `${index}`)))
    await endConnections(database)
    await delay(50)
    assert.equal(await store.count(keys, always), 8)
    await add(store, 'after')
    await store.close()
  })

  test('a database that is not there is UNAVAILABLE', async () => {
    const store = mysql('mysql://nobody@127.0.0.1:1/none')
    await assert.rejects(store.ping(), Unavailable)
    await assert.rejects(
      store.transaction(async () => 1),
      Unavailable,
    )
    await store.close()
  })
})

describe('mysql deletions', { skip }, () => {
  const all = createModels([
    resource('comments', {
      fields: { parentId: field.reference('comments', { onDelete: 'cascade' }).optional() },
    }),
    resource('marks', {
      fields: { commentId: field.reference('comments', { onDelete: 'setNull' }).optional() },
    }),
    resource('seals', { fields: { commentId: field.reference('comments') } }),
  ])
  const [comments, marks] = [all.get('comments')!, all.get('marks')!]
  const idOf = (number: number) => `019b7000-0000-7000-8000-${String(number).padStart(12, '0')}`
  const nothing = selectNames(['id'])

  async function openThread(length: number): Promise<Store> {
    const store = mysql((await createDatabase()).url)
    await store.prepare(all.values())
    await store.transaction(async (session) => {
      for (let number = 1; number <= length; number++) {
        const values = { parentId: number === 1 ? null : idOf(number - 1) }
        await session.insert(comments, { id: idOf(number), values, at: moment }, nothing)
      }
      const values = { commentId: idOf(length) }
      await session.insert(marks, { id: idOf(1), values, at: moment }, nothing)
    })
    return store
  }

  test('go forty rows deep, and empty what referred to the last', async () => {
    const store = await openThread(40)
    assert.equal(await store.delete(comments, idOf(1), 1), true)
    assert.equal(await store.count(comments, always), 0)
    const mark = await store.find(marks, {
      id: idOf(1),
      where: always,
      selection: selectNames(['commentId']),
    })
    assert.deepEqual([mark?.version, mark?.json], [2, '{"commentId":null}'])
    await store.close()
  })

  test('that are refused leave everything as it was', async () => {
    const store = await openThread(3)
    const values = { commentId: idOf(1) }
    await store.insert(all.get('seals')!, { id: idOf(1), values, at: moment }, nothing)
    await store.transaction(async (session) => {
      await assert.rejects(session.delete(comments, idOf(1), 1), ReferenceInUse)
    })
    assert.equal(await store.delete(comments, idOf(1), 2), false)
    assert.equal(await store.count(comments, always), 3)
    const mark = await store.find(marks, { id: idOf(1), where: always, selection: nothing })
    assert.equal(mark?.version, 1)
    await store.close()
  })
})

test('what is no URL of a database is refused, and not told', () => {
  for (const url of [
    '',
    'notes.db',
    'postgres://u:hunter2@db/x',
    'mysql://u:hunter2@[db/x',
    'mysql://u:hunter2@db',
    'mysql://u:hunter2@db/x?multipleStatements=true',
    'mysql://u:hunter2@db/x?ssl-mode=maybe',
  ]) {
    assert.throws(
      () => mysql(url),
      (error) =>
        error instanceof DeclarationError && !JSON.stringify([error, error.message]).includes('hunter2'),
    )
  }
})

test('a store that was never used is closed', async () => {
  const store: Store = mysql('mariadb://127.0.0.1:1/none')
  await store.close()
  await assert.rejects(store.ping(), Unavailable)
})
