import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecentKeys } from '../../src/kernel/values/recent-keys.ts'

test('keys used least recently are forgotten first', () => {
  const forgotten: string[] = []
  const keys = new RecentKeys<string>(2, (key) => forgotten.push(key))
  for (const key of ['a', 'b', 'a', 'c']) keys.touch(key)
  assert.deepEqual(forgotten, ['b'])
  assert.deepEqual([keys.has('a'), keys.has('b'), keys.has('c')], [true, false, true])
})

test('a key that was deleted is told to nobody', () => {
  const forgotten: string[] = []
  const keys = new RecentKeys<string>(1, (key) => forgotten.push(key))
  keys.touch('a')
  keys.delete('a')
  keys.touch('b')
  assert.deepEqual(forgotten, [])
})
