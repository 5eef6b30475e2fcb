import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createUuidV7, isUuid } from '../../src/kernel/values/uuid-v7.ts'

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)

// Ids of one process only grow, so every test begins later than all before it.
let latest = Date.parse('2030-01-01T00:00:00Z')
const later = () => (latest += 1_000_000)

describe('a UUID of version 7', () => {
  it('has the form of RFC 9562', () => {
    for (let index = 0; index < 1000; index++) assert.match(createUuidV7(later()), form)
  })
  it('begins with its time', () => {
    const time = later()
    assert.equal(timeOf(createUuidV7(time)), time)
  })
  it('grows within a millisecond', () => {
    const time = later()
    const ids = Array.from({ length: 4096 }, () => createUuidV7(time))
    assert.deepEqual(ids, ids.toSorted())
    assert.equal(new Set(ids).size, ids.length)
    assert.deepEqual(new Set(ids.map(timeOf)), new Set([time]))
  })
  it('takes from the next millisecond when one is full', () => {
    const time = later()
    const ids = Array.from({ length: 9000 }, () => createUuidV7(time))
    assert.deepEqual(ids, ids.toSorted())
    assert.equal(new Set(ids).size, ids.length)
    assert.equal(timeOf(ids.at(-1)!), time + 2)
  })
  it('grows when the clock steps back', () => {
    const time = later()
    const ids = [time, time - 5000, 0, time - 1, time].map(createUuidV7)
    assert.deepEqual(ids, ids.toSorted())
    assert.equal(new Set(ids).size, ids.length)
  })
  it('grows whatever the clock says', () => {
    const moves = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(moves, (list) => {
        let time = later()
        let last = createUuidV7(time)
        for (const move of list) {
          const next = createUuidV7((time += move))
          assert.ok(next > last, `${next} comes after ${last}`)
          last = next
        }
      }),
    )
  })
  it('cannot be told from the one before it', () => {
    const tails = Array.from({ length: 2000 }, () => createUuidV7(later()).slice(19))
    assert.equal(new Set(tails).size, tails.length)
    // Every character but the first, which has the variant, takes every value.
    for (const place of [1, 2, 3, 5, 10, 16]) {
      assert.equal(new Set(tails.map((tail) => tail[place])).size, 16, `place ${place}`)
    }
    assert.deepEqual(new Set(tails.map((tail) => tail[0])), new Set(['8', '9', 'a', 'b']))
  })
})

describe('a text', () => {
  const id = '019b7000-0000-7000-8000-00000000000a'
  const rows: readonly (readonly [text: string, isOne: boolean])[] = [
    [id, true],
    [id.toUpperCase(), true],
    ['00000000-0000-0000-0000-000000000000', true],
    ['ffffffff-ffff-ffff-ffff-ffffffffffff', true],
    ['c232ab00-9414-11ec-b3c8-9f6bdeced846', true],
    ['', false],
    [id.slice(1), false],
    [`${id}0`, false],
    [`${id}\n`, false],
    [` ${id}`, false],
    [id.replaceAll('-', ''), false],
    [id.replace('9', 'g'), false],
    [`{${id}}`, false],
    [`urn:uuid:${id}`, false],
  ]
  for (const [text, isOne] of rows) {
    it(`${JSON.stringify(text)} is ${isOne ? 'a' : 'no'} UUID`, () => assert.equal(isUuid(text), isOne))
  }
})
