import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startExample, type Example } from '../start-example.ts'

let example: Example
let ada: string
let bob: string
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
  ada = await open('Ada')
  bob = await open('Bob')
})
after(() => example.stop())

const open = async (name: string) =>
  String((await example.send('POST', '/accounts', { body: { name } })).body['id'])

const transfer = (from: string, toId: string, cents: number) =>
  example.send('POST', `/accounts/${from}/transfer`, { body: { toId, cents } })

interface Account {
  readonly cents: number
  readonly balance: string
  readonly entries: readonly { readonly cents: number }[]
}

const read = async (id: string) =>
  (await example.send('GET', `/accounts/${id}?expand=entries`)).body as unknown as Account

test('a new account has what the hook gave it', async () => {
  assert.equal((await read(ada)).cents, 10_000)
})

test('a transfer changes both accounts and the book', async () => {
  const { status, body } = await transfer(ada, bob, 2_550)
  assert.deepEqual([status, body['cents'], body['balance']], [200, 7_450, '€ 74.50'])
  const [from, to] = await Promise.all([read(ada), read(bob)])
  assert.deepEqual([from.entries[0]?.cents, to.entries[0]?.cents], [-2_550, 2_550])
  assert.equal(to.balance, '€ 125.50')
})

const nobody = '01970000-0000-7000-8000-000000000000'
for (const { title, to, cents, status } of [
  { title: 'more than the account holds', to: () => bob, cents: 1_000_000, status: 409 },
  { title: 'to an account that is not there', to: () => nobody, cents: 100, status: 404 },
  { title: 'of nothing', to: () => bob, cents: 0, status: 422 },
]) {
  test(`a transfer ${title} changes nothing`, async () => {
    const earlier = await Promise.all([read(ada), read(bob)])
    assert.equal((await transfer(ada, to(), cents)).status, status)
    assert.deepEqual(await Promise.all([read(ada), read(bob)]), earlier)
  })
}

test('a closed account transfers nothing', async () => {
  const closed = await example.send('POST', `/accounts/${bob}/close`)
  assert.equal(closed.status, 200)
  assert.equal((await transfer(bob, ada, 1)).status, 403)
})
