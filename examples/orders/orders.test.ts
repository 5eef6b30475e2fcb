import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startExample, type Example } from '../start-example.ts'

interface Order {
  readonly id: string
  readonly cents: number
  readonly lines: readonly { readonly id: string; readonly pieces: number; readonly cents: number }[]
}

let example: Example
let tea: string
let cup: string
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
  tea = await putProduct('TE-1', 450)
  cup = await putProduct('CU-7', 800)
})
after(() => example.stop())

async function putProduct(sku: string, cents: number): Promise<string> {
  const { body } = await example.send('PUT', `/products?sku=${sku}`, { body: { cents } })
  return String(body['id'])
}

async function order(key: string, lines: readonly object[]) {
  const answer = await example.send('POST', '/orders?expand=lines', {
    body: { customer: 'Ada', lines },
    headers: { 'idempotency-key': key },
  })
  return { ...answer, order: answer.body as unknown as Order }
}

test('a product is put by its own name, as often as one likes', async () => {
  assert.equal(await putProduct('CU-7', 850), cup)
  assert.equal(await putProduct('CU-7', 800), cup)
})

describe('an order', () => {
  test('comes with its lines, and knows what they cost', async () => {
    const made = await order('first', [
      { productId: tea, pieces: 2 },
      { productId: cup, pieces: 1 },
    ])
    assert.deepEqual([made.status, made.order.cents, made.order.lines.length], [201, 1700, 2])
  })

  test('sent again is the same order', async () => {
    const lines = [{ productId: tea, pieces: 1 }]
    const [made, again] = [await order('second', lines), await order('second', lines)]
    assert.deepEqual([again.status, again.order.id], [201, made.order.id])
    assert.equal(again.headers.get('idempotency-replayed'), 'true')
    assert.equal((await order('second', [{ productId: cup, pieces: 1 }])).status, 422)
  })

  test('is made as a whole or not at all', async () => {
    const untouched = await example.send('GET', '/orders?total=exact')
    const { status, body } = await order('third', [
      { productId: tea, pieces: 1 },
      { productId: cup, pieces: 0 },
    ])
    assert.equal(status, 422)
    assert.deepEqual(
      (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer),
      ['/lines/1/pieces'],
    )
    assert.deepEqual((await example.send('GET', '/orders?total=exact')).body, untouched.body)
  })

  test('must not be sent without a key', async () => {
    const { status, body } = await example.send('POST', '/orders', { body: { customer: 'Ada' } })
    assert.deepEqual([status, body['code']], [400, 'IDEMPOTENCY_KEY_REQUIRED'])
  })

  test('is changed by who has seen it, lines and all', async () => {
    const made = await order('fourth', [
      { productId: tea, pieces: 1 },
      { productId: cup, pieces: 1 },
    ])
    const line = made.order.lines.find(({ cents }) => cents === 450)!
    const path = `/orders/${made.order.id}?expand=lines`
    const change = (ifMatch: Record<string, string>, key: string) =>
      example.send('PATCH', path, {
        body: { lines: [{ id: line.id, pieces: 3 }] },
        headers: { ...ifMatch, 'idempotency-key': key },
      })
    assert.equal((await change({}, 'fifth')).status, 428)
    const { status, body } = await change({ 'if-match': made.headers.get('etag')! }, 'sixth')
    const changed = body as unknown as Order
    assert.deepEqual([status, changed.cents, changed.lines.map(({ id }) => id)], [200, 1350, [line.id]])
    assert.equal((await change({ 'if-match': made.headers.get('etag')! }, 'seventh')).status, 412)
  })
})
