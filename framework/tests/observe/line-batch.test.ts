import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLineBatch } from '../../src/engine/observe/line-batch.ts'

test('no more than some bytes are handed over at once, in whole lines', () => {
  const parts: string[] = []
  const batch = createLineBatch((text) => parts.push(text), 10)
  for (const line of ['ab\n', 'ßßß\n', 'c\n', 'a line of its own\n', 'd\n']) batch.write(line)
  batch.flush()
  assert.deepEqual(parts, ['ab\nßßß\n', 'c\n', 'a line of its own\n', 'd\n'])
})
