import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { always } from '../../src/declaration/condition/condition.ts'
import { Unavailable, UniqueViolation } from '../../src/kernel/problem/catalogue.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { postgres } from '../../src/postgres.ts'
import type { Session, Store } from '../../src/engine/store/store.ts'
import { models } from '../../src/tooling/testing/store-contract/samples.ts'
import { modelOf, moment, select } from '../../src/tooling/testing/store-contract/trial.ts'
import type { PostgresSchema } from '../../src/tooling/testing/postgres-schema.ts'
import { createSchema, skip } from './postgres-database.ts'

const keys = modelOf('keys')
const add = (session: Session, id: string) =>
  session.insert(keys, { id, values: { label: 'x' }, at: moment }, select('keys'))
const find = (session: Session, id: string) =>
  session.find(keys, { id, where: always, selection: select('keys') })

async function open(connections?: number, statements: string[] = []) {
  const schema = await createSchema()
  const store = postgres(schema.url, {
    ...(connections !== undefined && { connections }),
    onStatement: (sql) => statements.push(sql),
  })
  await store.prepare(models.values())
  statements.length = 0
  return { schema, store }
}

const ofStore = 'application_name = current_schema() AND pid <> pg_backend_pid()'

const endConnections = (schema: PostgresSchema): Promise<unknown> =>
  schema.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${ofStore}`)

describe('postgres transactions', { skip }, () => {
  test('a lone write is one statement, and one in a transaction three', async () => {
    const statements: string[] = []
    const { store } = await open(undefined, statements)
    await add(store, 'one')
    assert.equal(statements.splice(0).length, 1)
    await store.transaction((session) => add(session, 'two'))
    assert.deepEqual(
      statements.splice(0).map((text) => text.slice(0, 6)),
      ['BEGIN ', 'INSERT', 'COMMIT'],
    )
    await find(store, 'two')
    assert.equal(statements.length, 1)
    await store.close()
  })

  test('rows of the same table that are shown with a write are read after it', async () => {
    const statements: string[] = []
    const { store } = await open(undefined, statements)
    const books = modelOf('books')
    const { id } = await store.insert(
      modelOf('people'),
      { id: '019b7000-0000-7000-8000-000000000001', values: { name: 'Ann' }, at: moment },
      select('people', ['id']),
    )
    statements.length = 0
    const relation = books.relations.get('owner')!
    const theirs = modelOf('people').relations.get('books')!
    const all = { relation: theirs, where: always, selection: select('books', ['title']), sort: [], limit: 9 }
    const owner = {
      relation,
      where: always,
      selection: select('people', ['name'], [all]),
      sort: [],
      limit: 1,
    }
    const made = await store.insert(
      books,
      { id: '019b7000-0000-7000-8000-000000000002', values: { title: 'x', ownerId: id }, at: moment },
      select('books', ['title'], [owner]),
    )
    assert.deepEqual(JSON.parse(made.json), { title: 'x', owner: { name: 'Ann', books: [{ title: 'x' }] } })
    assert.deepEqual(
      statements.map((text) => text.slice(0, 6)),
      ['BEGIN ', 'INSERT', 'SELECT', 'COMMIT'],
    )
    statements.length = 0
    const change = { id: made.id, version: 1, values: { title: 'y' }, at: moment }
    const alone = { ...owner, selection: select('people', ['name']) }
    const changed = await store.update(books, change, select('books', ['title'], [alone]))
    assert.deepEqual(JSON.parse(changed!.json), { title: 'y', owner: { name: 'Ann' } })
    assert.equal(statements.length, 1)
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
    }
    await Promise.all([store.transaction(work), store.transaction(work)])
    assert.equal((await find(store, 'passed'))?.version, 3)
    await store.close()
  })

  test('what was looked for in vain is not in the way', async () => {
    const { store } = await open()
    const looked = Promise.withResolvers<void>()
    const made = Promise.withResolvers<void>()
    const work = store.transaction(async (session) => {
      if ((await find(session, 'meanwhile')) !== undefined) return 'found'
      looked.resolve()
      await made.promise
      await add(session, 'meanwhile')
      return 'made'
    })
    await looked.promise
    await add(store, 'meanwhile')
    made.resolve()
    assert.equal(await work, 'found')
    await store.close()
  })

  test('transactions that lock in another order are all done', async () => {
    const { store } = await open()
    for (const id of ['a', 'b']) await add(store, id)
    const change = async (session: Session, id: string) => {
      const { version } = (await find(session, id))!
      await session.update(keys, { id, version, values: { label: 'z' }, at: moment }, select('keys'))
    }
    const works = Array.from({ length: 6 }, (_, index) =>
      store.transaction(async (session) => {
        const order = index % 2 === 0 ? ['a', 'b'] : ['b', 'a']
        await change(session, order[0]!)
        await delay(5)
        await change(session, order[1]!)
      }),
    )
    await Promise.all(works)
    assert.deepEqual([(await find(store, 'a'))?.version, (await find(store, 'b'))?.version], [7, 7])
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
    const { schema, store } = await open()
    const begun = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    const work = store.transaction(async (session) => {
      await add(session, 'lost')
      begun.resolve()
      await ended.promise
      await add(session, 'lost too')
    })
    await begun.promise
    await endConnections(schema)
    ended.resolve()
    await work
    assert.equal(await store.count(keys, always), 2)
    await add(store, 'kept')
    assert.equal(await store.count(keys, always), 3)
    await store.close()
  })

  test('idle connections that were lost are nobody’s trouble', async () => {
    const { schema, store } = await open()
    await Promise.all(Array.from({ length: 8 }, (_, index) => add(store, `${index}`)))
    await endConnections(schema)
    await delay(50)
    assert.equal(await store.count(keys, always), 8)
    await store.close()
  })

  test('a database that is not there is UNAVAILABLE', async () => {
    const store = postgres('postgres://nobody@127.0.0.1:1/none')
    await assert.rejects(store.ping(), Unavailable)
    await assert.rejects(
      store.transaction(async () => 1),
      Unavailable,
    )
    await store.close()
  })

  test('very many statements do not pile up on the server', async () => {
    const { schema, store } = await open(2)
    const samples = modelOf('samples')
    const names = [...samples.properties.values()].filter(({ name, kind }) => name !== 'id' && kind.sortable)
    const orders = names.flatMap((one) => names.flatMap((two) => names.map((three) => [one, two, three])))
    const ask = (order: typeof names) => {
      const sort = [...order.map(({ name }) => name), 'id'].map((property) => ({
        property,
        descending: false,
      }))
      const selection = select('samples', ['id'])
      return store.list(samples, { where: always, sort, start: { kind: 'first' }, limit: 1, selection })
    }
    const findReader = async () => {
      const found = await schema.query(
        `SELECT pid FROM pg_stat_activity WHERE ${ofStore} AND query LIKE '%FROM "samples"%'`,
      )
      return found.map(({ pid }) => Number(pid))
    }
    await ask(orders[0]!)
    const before = await findReader()
    for (const order of orders.filter((each) => new Set(each).size === 3).slice(0, 1010)) await ask(order)
    const now = await findReader()
    assert.deepEqual([before.length, now.length], [1, 1])
    assert.notEqual(now[0], before[0])
    await store.close()
  })
})

test('what is no URL of a database is refused, and not told', () => {
  for (const url of ['', 'notes.db', 'mysql://u:hunter2@db/x', 'postgres://u:hunter2@[db/x']) {
    assert.throws(
      () => postgres(url),
      (error) =>
        error instanceof DeclarationError && !JSON.stringify([error, error.message]).includes('hunter2'),
    )
  }
})

test('a store that was never used is closed', async () => {
  const store: Store = postgres('postgres://127.0.0.1:1/none')
  await store.close()
  await assert.rejects(store.ping(), Unavailable)
})
