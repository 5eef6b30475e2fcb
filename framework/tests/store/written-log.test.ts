import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WrittenLog } from '../../src/engine/store/postgres/written-log.ts'

function open(moments: Readonly<Record<number, number>>): WrittenLog {
  const log = new WrittenLog(1000)
  for (const [at, position] of Object.entries(moments)) log.add(Number(at), position)
  return log
}

test('a copy as far as the database was lately is current', () => {
  const log = open({ 0: 10, 500: 20, 1000: 30, 1500: 40 })
  assert.equal(log.judge(1500, 20), 'current')
  assert.equal(log.judge(1500, 40), 'current')
})

test('a copy that has not come as far in time is behind', () => {
  assert.equal(open({ 0: 10, 500: 20, 1000: 30, 1500: 40 }).judge(1500, 19), 'behind')
})

test('nothing is behind a database that nobody writes to', () => {
  assert.equal(open({ 0: 10, 5000: 10, 9000: 10 }).judge(9000, 10), 'current')
})

test('a copy has time to catch up at first', () => {
  const log = open({ 0: 10, 500: 20 })
  assert.equal(log.judge(500, 9), 'starting')
  assert.equal(log.judge(500, 10), 'current')
  assert.equal(log.judge(1000, 9), 'behind')
  assert.equal(open({}).judge(0, 10), 'starting')
})

test('positions that go back begin another history', () => {
  const log = open({ 0: 1000, 900: 5 })
  assert.equal(log.judge(1000, 4), 'starting')
  assert.equal(log.judge(1000, 5), 'current')
})
