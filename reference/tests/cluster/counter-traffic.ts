// Counters that many clients raise at once: read, add one, write under the tag that was read.
import assert from 'node:assert/strict'
import { insist, repeat, toKey, type Surroundings, type Traffic } from './traffic.ts'

interface Counter {
  readonly path: string
  readonly id: string
  /** Tags of the writes that were answered. */
  readonly tags: string[]
  unknown: number
}

/** Raises the prices of products by one, and knows how often. */
export async function createCounterTraffic(surroundings: Surroundings): Promise<Traffic> {
  const { send, token } = surroundings
  const make = async (name: string): Promise<Counter> => {
    const body = { name, price: '0.00' }
    const made = await insist(send, 'create with key', 'POST', '/api/v1/products', {
      token,
      body,
      headers: toKey(),
    })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    return { path: `/api/v1/products/${made.body['id']}`, id: made.body['id'], tags: [], unknown: 0 }
  }
  const counters = await Promise.all([make('One counter'), make('Other counter')])

  const raise = async (counter: Counter): Promise<void> => {
    const seen = versionOf(counter.tags.at(-1))
    const read = await send('read', 'GET', counter.path, { token })
    if (read.outcome !== 'done') return
    const tag = read.headers.get('etag')!
    assert.ok(versionOf(tag) >= seen, `${tag} is older than what was acknowledged`)
    const body = { price: (Number(read.body['price']) + 1).toFixed(2) }
    const sending = { token, body, headers: { 'if-match': tag } }
    const { outcome, headers, status } = await send('update with If-Match', 'PATCH', counter.path, sending)
    if (outcome === 'done') counter.tags.push(headers.get('etag')!)
    if (outcome === 'refused') assert.equal(status, 412)
    if (outcome === 'unknown') counter.unknown++
  }

  return {
    run: () => [...counters, ...counters].map((counter) => repeat(surroundings, 40, () => raise(counter))),
    async verify(postgres) {
      for (const { id, tags, unknown } of counters) {
        const [row] = await postgres.query(`SELECT price, version FROM products WHERE id = '${id}'`)
        const price = Number(row!['price'])
        assert.equal(new Set(tags).size, tags.length, 'no tag was given twice')
        assert.ok(
          tags.length <= price && price <= tags.length + unknown,
          `${tags.length} of ${price}, ${unknown} unknown`,
        )
        assert.equal(Number(row!['version']), price + 1)
        assert.ok(tags.length > 5, 'something was done')
      }
    },
  }
}

/** The version that a tag tells; 0 without one. */
const versionOf = (tag: string | undefined): number => Number(/^"(\d+)/.exec(tag ?? '')?.[1] ?? 0)
