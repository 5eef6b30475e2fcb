// Stores, items and tags: what anyone sees, who may write, and how they hang together.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openReferenceServer } from './reference-server.ts'

const { send } = await openReferenceServer()

const make = async (path: string, body: object, as = 'ada') => {
  const made = await send('POST', `/api/v1${path}`, { as, body })
  assert.equal(made.status, 201, made.text)
  return made.body as { id: string; name: string }
}

const corner = await make('/stores', { name: 'Corner shop' })
const market = await make('/stores', { name: 'Market' })
const umbrella = await make(`/stores/${corner.id}/items`, {
  name: 'Umbrella',
  price: '12.50',
  description: 'Keeps the rain off',
})
const boots = await make('/items', { name: 'Boots', price: '80.00', storeId: corner.id })
const apple = await make('/items', { name: 'Apple', price: '0.40', storeId: market.id })
const rain = await make(`/stores/${corner.id}/tags`, { name: 'rain' })
const fruit = await make(`/stores/${market.id}/tags`, { name: 'fruit' })

const namesOf = (body: { data: { name: string }[] }) => body.data.map(({ name }) => name).toSorted()
const list = async (path: string, as?: string) => {
  const { status, body, text } = await send('GET', `/api/v1${path}`, as === undefined ? {} : { as })
  assert.equal(status, 200, text)
  return namesOf(body as never)
}

describe('a store', () => {
  test('is seen by anyone, with its items', async () => {
    assert.deepEqual(await list('/stores'), ['Corner shop', 'Market'])
    assert.deepEqual(await list(`/stores/${corner.id}/items`), ['Boots', 'Umbrella'])
    const { body } = await send('GET', `/api/v1/stores/${corner.id}?expand=items,tags`)
    assert.deepEqual(
      body['items'].map((item: object) => Object.keys(item)),
      [
        ['id', 'name'],
        ['id', 'name'],
      ],
    )
  })

  test('is found by its name, and by a word of it', async () => {
    assert.deepEqual(await list('/stores?name=Market'), ['Market'])
    assert.deepEqual(await list('/stores?q=corner'), ['Corner shop'])
  })

  test('is written by those signed in alone', async () => {
    assert.equal((await send('POST', '/api/v1/stores', { body: { name: 'No' } })).status, 401)
    assert.equal((await send('DELETE', `/api/v1/stores/${corner.id}`)).status, 401)
  })

  test('has a name of its own, which is not blank', async () => {
    const taken = await send('POST', '/api/v1/stores', { as: 'bob', body: { name: 'Market' } })
    assert.deepEqual([taken.status, taken.body['code']], [409, 'UNIQUE_VIOLATION'])
    const blank = await send('POST', '/api/v1/stores', { as: 'bob', body: { name: '  ' } })
    assert.deepEqual([blank.status, blank.body['errors'][0].pointer], [422, '/name'])
  })

  test('in use cannot be deleted', async () => {
    const used = await send('DELETE', `/api/v1/stores/${corner.id}`, { as: 'ada' })
    assert.deepEqual([used.status, used.body['code']], [409, 'REFERENCE_IN_USE'])
    const { id } = await make('/stores', { name: 'Empty' })
    assert.equal((await send('DELETE', `/api/v1/stores/${id}`, { as: 'ada' })).status, 204)
    assert.equal((await send('DELETE', `/api/v1/stores/${id}`, { as: 'ada' })).status, 404)
  })
})

describe('an item', () => {
  test('shows strangers its id and its name', async () => {
    const { body } = await send('GET', `/api/v1/items/${umbrella.id}`)
    assert.deepEqual(body, { id: umbrella.id, name: 'Umbrella' })
    const known = await send('GET', `/api/v1/items/${umbrella.id}?expand=store,tags`, { as: 'bob' })
    assert.deepEqual([known.body['price'], known.body['store'].name], ['12.50', 'Corner shop'])
  })

  test('is filtered, sorted and searched by strangers by its name alone', async () => {
    assert.deepEqual(await list('/items?name=Boots&sort=-name'), ['Boots'])
    assert.deepEqual(await list('/items?q=umbrella'), ['Umbrella'])
    assert.deepEqual(await list('/items?q=rain'), [], 'the description is not theirs to search')
    assert.deepEqual(await list('/items?q=rain', 'ada'), ['Umbrella'])
    for (const query of [
      'price[gt]=1',
      `storeId=${corner.id}`,
      'sort=price',
      'store.name=Market',
      'fields=price',
      'expand=store',
      'where={"price":{"gt":"1"}}',
    ]) {
      const refused = await send('GET', `/api/v1/items?${query}`)
      assert.equal(refused.status, 400, query)
    }
  })

  test('is found by its price, its store and its tags', async () => {
    assert.deepEqual(await list('/items?price[between]=1,20', 'bob'), ['Umbrella'])
    assert.deepEqual(await list('/items?store.name=Market', 'bob'), ['Apple'])
    const where = encodeURIComponent('{"or":[{"price":{"lt":"1"}},{"store.name":"Corner shop"}]}')
    assert.deepEqual(await list(`/items?where=${where}`, 'bob'), ['Apple', 'Boots', 'Umbrella'])
  })

  test('has a name of its own within its store', async () => {
    const taken = await send('POST', `/api/v1/stores/${corner.id}/items`, {
      as: 'ada',
      body: { name: 'Boots', price: 1 },
    })
    assert.equal(taken.status, 409)
    await make(`/stores/${market.id}/items`, { name: 'Boots', price: 1 })
  })

  test('needs a store that is there and a price that is one', async () => {
    const faults = async (body: object) => {
      const answer = await send('POST', '/api/v1/items', { as: 'ada', body })
      return [
        answer.status,
        ...(answer.body['errors'] ?? []).map((fault: { pointer: string }) => fault.pointer),
      ]
    }
    assert.deepEqual(await faults({ name: 'A', price: '1', storeId: boots.id }), [422, '/storeId'])
    assert.deepEqual(await faults({ name: 'A', price: '-1', storeId: corner.id }), [422, '/price'])
    assert.deepEqual(await faults({ name: 'A', price: '1.234', storeId: corner.id }), [422, '/price'])
    assert.deepEqual(await faults({}), [422, '/name', '/price', '/storeId'])
  })

  test('is deleted by administrators alone', async () => {
    const { id } = await make(`/stores/${market.id}/items`, { name: 'Pear', price: '0.50' })
    assert.equal((await send('DELETE', `/api/v1/items/${id}`)).status, 401)
    assert.equal((await send('DELETE', `/api/v1/items/${id}`, { as: 'ada' })).status, 403)
    assert.equal((await send('DELETE', `/api/v1/items/${id}`, { as: 'root' })).status, 204)
  })

  test('of another store is not below this one', async () => {
    assert.deepEqual(await list(`/stores/${market.id}/items?name=Umbrella`), [])
    assert.equal((await send('GET', `/api/v1/stores/${apple.id}/items`)).status, 404)
  })

  test('is counted and summed up for those who see prices', async () => {
    const query = `aggregate=count,sum:price,max:price&groupBy=storeId&storeId=${corner.id}`
    const { body } = await send('GET', `/api/v1/items?${query}`, { as: 'bob' })
    assert.deepEqual(body['data'], [
      { storeId: corner.id, count: 2, sum: { price: '92.50' }, max: { price: '80.00' } },
    ])
    assert.equal((await send('GET', '/api/v1/items?aggregate=sum:price')).status, 400)
    assert.equal((await send('GET', '/api/v1/items?aggregate=count')).status, 200)
  })

  test('is made with others, all or none', async () => {
    const several = (...names: string[]) =>
      names.map((each) => ({ name: each, price: '1.00', storeId: market.id }))
    const refused = await send('POST', '/api/v1/items', { as: 'ada', body: several('Oat', 'Oat') })
    assert.equal(refused.status, 409)
    assert.deepEqual(await list('/items?name=Oat'), [])
    const made = await send('POST', '/api/v1/items', { as: 'ada', body: several('Oat', 'Rye') })
    assert.deepEqual([made.status, namesOf(made.body as never)], [201, ['Oat', 'Rye']])
    const invalid = await send('POST', '/api/v1/items', { as: 'ada', body: [...several('Bran'), {}] })
    const places = invalid.body['errors'].map(({ pointer }: { pointer: string }) => pointer)
    assert.deepEqual(places, ['/1/name', '/1/price', '/1/storeId'])
    assert.deepEqual(await list('/items?name=Bran'), [])
  })

  test('is changed and deleted with others of its kind', async () => {
    await make('/items', { name: 'Cork', price: '0.01', storeId: market.id })
    await make('/items', { name: 'Clip', price: '0.01', storeId: market.id })
    const cheap = `/api/v1/items?storeId=${market.id}&price[lt]=0.05`
    const dearer = await send('PATCH', cheap, { as: 'ada', body: { price: '0.02' } })
    assert.deepEqual([dearer.status, namesOf(dearer.body as never)], [200, ['Clip', 'Cork']])
    assert.equal((await send('DELETE', cheap, { as: 'ada' })).status, 403)
    assert.equal(
      (await send('DELETE', '/api/v1/items', { as: 'root' })).status,
      400,
      'all of them is not meant',
    )
    assert.equal((await send('DELETE', cheap, { as: 'root' })).status, 204)
    assert.deepEqual(await list('/items?name[in]=Clip,Cork'), [])
  })

  test('is made once, however often it is sent', async () => {
    const once = {
      as: 'ada',
      body: { name: 'Once', price: '1.00', storeId: market.id },
      headers: { 'idempotency-key': '"k-1"' },
    }
    const first = await send('POST', '/api/v1/items', once)
    const second = await send('POST', '/api/v1/items', once)
    assert.deepEqual([first.status, second.status], [201, 201])
    assert.equal(second.headers.get('idempotency-replayed'), 'true')
    assert.equal(second.text, first.text)
    assert.deepEqual(await list('/items?name=Once'), ['Once'])
  })

  test('is taken as a form too', async () => {
    const form = await send('POST', `/api/v1/stores/${market.id}/items`, {
      as: 'bob',
      body: 'name=Plum&price=0.30&description=Sweet+and+blue',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.deepEqual(
      [form.status, form.body['price'], form.body['description']],
      [201, '0.30', 'Sweet and blue'],
    )
  })
})

describe('a tag', () => {
  test('has a name of its own within its store', async () => {
    const taken = await send('POST', `/api/v1/stores/${corner.id}/tags`, {
      as: 'bob',
      body: { name: 'rain' },
    })
    assert.equal(taken.status, 409)
    assert.deepEqual(await list(`/stores/${corner.id}/tags`), [rain.name])
    assert.deepEqual(await list(`/stores/${market.id}/tags`), [fruit.name])
  })

  test('is put on items of its store, and taken off, again and again', async () => {
    const path = `/api/v1/items/${umbrella.id}/tags/${rain.id}`
    assert.equal((await send('PUT', path)).status, 401)
    for (let time = 0; time < 2; time++) assert.ok((await send('PUT', path, { as: 'bob' })).status < 205)
    assert.deepEqual(await list(`/items/${umbrella.id}/tags`, 'ada'), ['rain'])
    assert.deepEqual(await list(`/tags/${rain.id}/items`), ['Umbrella'])
    assert.deepEqual(await list('/items?tags.name=rain', 'ada'), ['Umbrella'])
    const { body } = await send('GET', `/api/v1/items/${umbrella.id}?expand=tags`, { as: 'ada' })
    assert.deepEqual(namesOf({ data: body['tags'] }), ['rain'])
    const used = await send('DELETE', `/api/v1/tags/${rain.id}`, { as: 'ada' })
    assert.deepEqual([used.status, used.body['code']], [409, 'REFERENCE_IN_USE'])
    for (let time = 0; time < 2; time++) assert.equal((await send('DELETE', path, { as: 'bob' })).status, 204)
    assert.deepEqual(await list(`/items/${umbrella.id}/tags`, 'ada'), [])
  })

  test('of another store is refused', async () => {
    const answer = await send('PUT', `/api/v1/items/${umbrella.id}/tags/${fruit.id}`, { as: 'ada' })
    assert.equal(answer.status, 422)
    assert.deepEqual(await list(`/items/${umbrella.id}/tags`, 'ada'), [])
  })

  test('holds its items in their store', async () => {
    const { id } = await make(`/stores/${market.id}/items`, { name: 'Fig', price: '0.90' })
    await send('PUT', `/api/v1/items/${id}/tags/${fruit.id}`, { as: 'ada' })
    const moved = await send('PATCH', `/api/v1/items/${id}`, { as: 'ada', body: { storeId: corner.id } })
    assert.ok([409, 422].includes(moved.status), moved.text)
    await send('DELETE', `/api/v1/items/${id}/tags/${fruit.id}`, { as: 'ada' })
    assert.equal(
      (await send('PATCH', `/api/v1/items/${id}`, { as: 'ada', body: { storeId: corner.id } })).status,
      200,
    )
  })

  test('goes with an item that is deleted', async () => {
    const { id } = await make(`/stores/${market.id}/items`, { name: 'Kiwi', price: '0.90' })
    await send('PUT', `/api/v1/items/${id}/tags/${fruit.id}`, { as: 'ada' })
    assert.equal((await send('DELETE', `/api/v1/items/${id}`, { as: 'root' })).status, 204)
    assert.equal((await send('DELETE', `/api/v1/tags/${fruit.id}`, { as: 'ada' })).status, 204)
  })
})
