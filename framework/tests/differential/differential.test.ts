// One behaviour: the same random requests to the same API on every store are answered alike, to the byte.
// DIFFERENTIAL_SEED, DIFFERENTIAL_SEQUENCES and DIFFERENTIAL_REQUESTS make longer runs, and a failed one again.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { converse } from './conversation.ts'
import { describeDifference } from './describe-difference.ts'
import { shrink } from './shrink.ts'
import { skip, stores } from './stores.ts'

const numberFrom = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)

const seed = numberFrom('DIFFERENTIAL_SEED', 90)
const sequences = numberFrom('DIFFERENTIAL_SEQUENCES', 3)
const requests = numberFrom('DIFFERENTIAL_REQUESTS', 340)

describe(`${stores.join(' and ')} answer alike`, { skip }, () => {
  const statuses = new Map<number, number>()
  after(() =>
    console.log(
      `answers by status: ${[...statuses]
        .toSorted(([a], [b]) => a - b)
        .map((each) => each.join(' × '))
        .join(', ')}`,
    ),
  )

  for (let index = 0; index < sequences; index++) {
    test(`${requests} random requests, seed ${seed + index}`, async () => {
      const conversation = await converse(stores, seed + index, requests)
      for (const [status, count] of conversation.statuses)
        statuses.set(status, (statuses.get(status) ?? 0) + count)
      const { asked, difference } = conversation
      if (difference === undefined) return
      const least = await shrink([...difference.replies.keys()], asked)
      assert.fail(describeDifference(least?.questions ?? asked, least?.difference ?? difference))
    })
  }

  test('the requests reach every kind of answer', { skip: sequences * requests < 1000 }, () => {
    for (const status of [200, 201, 204, 304, 400, 401, 403, 404, 406, 409, 412, 422, 428])
      assert.ok(statuses.has(status), `no answer was ${status}`)
  })
})
