// An API in process: a fresh database, a clock that stands still, callers without passwords, and a typed client. Every
// answer is held against the API's own OpenAPI document on the way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApi } from 'ninety/testing'
import { customers, orders } from './shop.ts'

const start = async () => {
  const app = await createTestApi({ resources: [customers, orders] })
  const [ada, bob] = await Promise.all(['Ada', 'Bob'].map((name) => app.anonymous.customers.create({ name })))
  return { app, ada: app.as(ada!), bob: app.as(bob!), [Symbol.asyncDispose]: () => app.close() }
}

test('an order is made with its defaults', async () => {
  await using shop = await start()
  const order = await shop.ada.orders.create({ item: 'Tea' })
  assert.equal(order.quantity, 1)
  assert.equal(order.createdAt, '2030-01-01T12:00:00.000Z') // the clock stands still
})

test('a list shows the own orders alone', async () => {
  await using shop = await start()
  for (const quantity of [1, 2, 3]) await shop.ada.orders.create({ item: 'Tea', quantity })
  const { data } = await shop.ada.orders.list({ filter: { quantity: { gte: 2 } }, expand: ['customer'] })
  assert.deepEqual(
    data.map(({ customer }) => customer?.name),
    ['Ada', 'Ada'],
  )
  assert.deepEqual((await shop.bob.orders.list()).data, [])
  const clerk = shop.app.as({ id: null, kind: 'user', roles: ['clerk'] })
  assert.equal((await clerk.orders.list({ total: 'exact' })).page.total, 3)
})

test('a lost update is refused', async () => {
  await using shop = await start()
  const seen = await shop.ada.orders.create({ item: 'Tea' })
  await shop.ada.orders.update(seen.id, { quantity: 2 }, { ifMatch: seen })
  const late = shop.ada.orders.update(seen.id, { quantity: 3 }, { ifMatch: seen })
  await assert.rejects(late, { status: 412, code: 'PRECONDITION_FAILED' })
})

test('an order cannot be cancelled after an hour', async () => {
  await using shop = await start()
  const { id } = await shop.ada.orders.create({ item: 'Tea' })
  shop.app.clock.advance('61m')
  await assert.rejects(shop.ada.orders.cancel(id), { status: 409, code: 'TOO_LATE' })
})

test('ordering needs a sign-in of the last ten minutes', async () => {
  await using shop = await start()
  shop.app.clock.advance('11m')
  const stale = shop.ada.orders.create({ item: 'Tea' })
  await assert.rejects(stale, { status: 401, code: 'INSUFFICIENT_USER_AUTHENTICATION' })
})

test('anything else is a request as it is', async () => {
  await using shop = await start()
  const { status, headers } = await shop.app.request('PUT', '/orders')
  assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD, QUERY, POST, OPTIONS'])
})
