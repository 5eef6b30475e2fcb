// Rows made with and without a key, patched and deleted.
import assert from 'node:assert/strict'
import { insist, repeat, toKey, type Surroundings, type Traffic } from './traffic.ts'

const path = '/api/v1/todos'

/** How often a row may be there that was asked for once. */
type Bounds = readonly [least: number, most: number]

/** Creates, patches and deletes todos, and knows what must be there afterwards. */
export function createTodoTraffic(surroundings: Surroundings): Traffic {
  const { send, token } = surroundings
  const expected = new Map<string, Bounds>()
  /** The text and the version that a patched row must have. */
  const patched = new Map<string, readonly [task: string, version: number]>()
  let count = 0
  const name = (kind: string): string => `${kind} ${++count}`

  const makeWithKey = async (task: string): Promise<string> => {
    const sending = { token, body: { task }, headers: toKey() }
    expected.set(task, [1, 1])
    const times = Math.random() < 0.2 ? 2 : 1
    const answers = await Promise.all(
      Array.from({ length: times }, () => insist(send, 'create with key', 'POST', path, sending)),
    )
    for (const { status, body } of answers) {
      assert.equal(status, 201, JSON.stringify(body))
      assert.equal(body['id'], answers[0]!.body['id'], 'the same answer for the same key')
    }
    return answers[0]!.body['id']
  }

  const makeOnce = async (): Promise<void> => {
    const task = name('once')
    const { outcome } = await send('create', 'POST', path, { token, body: { task } })
    expected.set(task, outcome === 'done' ? [1, 1] : outcome === 'unknown' ? [0, 1] : [0, 0])
  }

  const makeAndDelete = async (): Promise<void> => {
    const task = name('deleted')
    const id = await makeWithKey(task)
    const { status } = await insist(send, 'delete', 'DELETE', `${path}/${id}`, { token })
    assert.ok(status === 204 || status === 404, `${status}`)
    expected.set(task, [0, 0])
  }

  const makeAndPatch = async (): Promise<void> => {
    let task = name('patched')
    const id = await makeWithKey(task)
    expected.delete(task)
    for (let version = 2; version < 5; version++) {
      const next = `${task}'`
      const body = [
        { op: 'test', path: '/task', value: task },
        { op: 'replace', path: '/task', value: next },
      ]
      const headers = { ...toKey(), 'content-type': 'application/json-patch+json' }
      const answer = await insist(send, 'JSON Patch with key', 'PATCH', `${path}/${id}`, {
        token,
        body,
        headers,
      })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      assert.equal(answer.headers.get('etag'), `"${version}"`)
      task = next
      patched.set(id, [task, version])
    }
  }

  return {
    run: () => [
      repeat(surroundings, 60, async () => void (await makeWithKey(name('with key')))),
      repeat(surroundings, 60, async () => void (await makeWithKey(name('with key')))),
      repeat(surroundings, 60, makeOnce),
      repeat(surroundings, 60, makeOnce),
      repeat(surroundings, 100, makeAndDelete),
      repeat(surroundings, 100, makeAndPatch),
    ],
    /** Compares what is there with what was answered. */
    async verify(postgres) {
      const rows = await postgres.query('SELECT id, task, version FROM todos')
      const found = Map.groupBy(rows, ({ task }) => task!)
      const wrong = [...expected].flatMap(([task, [least, most]]) => {
        const times = found.get(task)?.length ?? 0
        return times < least || times > most ? [`${task}: ${times} times, not ${least} to ${most}`] : []
      })
      assert.deepEqual(wrong, [])
      const versions = new Map(rows.map(({ id, task, version }) => [id!, [task, Number(version)]]))
      for (const [id, row] of patched) assert.deepEqual(versions.get(id), row)
      assert.ok(expected.size > 10 && patched.size > 0, 'something was done')
    },
  }
}
