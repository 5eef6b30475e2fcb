import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SharedTurns } from '../../src/engine/store/postgres/shared-turns.ts'

function open() {
  const turns: { readonly keys: readonly string[]; readonly end: (error?: Error) => void }[] = []
  const shared = new SharedTurns((keys: readonly string[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const end = (error?: Error) => (error === undefined ? resolve(keys.join()) : reject(error))
    turns.push({ keys, end })
    return promise
  })
  return { shared, turns }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('who comes during a turn shares the next one', async () => {
  const { shared, turns } = open()
  const first = shared.take(['a'])
  await settled()
  const others = [shared.take(['b', 'c']), shared.take(['c'])]
  await settled()
  assert.deepEqual(
    turns.map(({ keys }) => keys),
    [['a']],
  )
  turns[0]!.end()
  assert.equal(await first, 'a')
  await settled()
  turns[1]!.end()
  assert.deepEqual(await Promise.all(others), ['b,c', 'b,c'])
  assert.equal(turns.length, 2)
})

test('a turn that fails fails for whom it was', async () => {
  const { shared, turns } = open()
  const first = shared.take(['a'])
  await settled()
  const second = shared.take(['b'])
  turns[0]!.end(new Error('lost'))
  await assert.rejects(first, /lost/)
  await settled()
  turns[1]!.end()
  assert.equal(await second, 'b')
})
