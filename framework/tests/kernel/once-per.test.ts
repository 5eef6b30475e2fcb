import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oncePer } from '../../src/kernel/values/once-per.ts'

test('makes its result once for each object, undefined too', () => {
  const asked: object[] = []
  const sizeOf = oncePer((list: readonly string[]) => {
    asked.push(list)
    return list.length === 0 ? undefined : list.length
  })
  const [empty, full] = [[], ['a']]
  assert.deepEqual([sizeOf(empty), sizeOf(full), sizeOf(empty), sizeOf(full)], [undefined, 1, undefined, 1])
  assert.deepEqual(asked, [empty, full])
})
