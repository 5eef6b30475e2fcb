// `ninety serve --workers`: several processes on one port, which come and go without anybody noticing.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import process from 'node:process'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openFolder, startServer, until } from './worker-server.ts'

const count = 2
const server = await startServer(
  { after },
  { args: ['--workers', String(count)], env: { DATABASE: join(openFolder({ after }), 'data.db') } },
)

const times = <Result>(number: number, work: () => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: number }, work))

/** Who answers; undefined where it is not as many as there should be, or somebody gets no answer. */
async function findWorkers(): Promise<Set<number> | undefined> {
  const pids = await times(count * 4, () => server.ask()).catch(() => [])
  const found = new Set(pids)
  return found.size === count ? found : undefined
}

const untilAll = () => until(findWorkers)

describe('a server with workers', () => {
  test('answers by every one of them', async () => {
    const pids = await findWorkers()
    assert.equal(pids?.size, count)
    assert.equal(pids.has(server.child.pid!), false)
  })

  test('goes on while one is killed, and has another', async () => {
    const workers = await untilAll()
    const [victim, other] = [...workers]
    const answers: Promise<number | 'lost'>[] = []
    for (let index = 0; index < 60; index++) {
      if (index === 20) process.kill(victim!, 'SIGKILL')
      answers.push(server.ask().catch(() => 'lost' as const))
      await wait(5)
    }
    const answered = await Promise.all(answers)
    // What the killed one had begun may be lost, and nothing that comes later.
    assert.deepEqual(
      answered.slice(-30).filter((each) => each === 'lost'),
      [],
    )
    const now = await untilAll()
    assert.deepEqual([now.has(victim!), now.has(other!)], [false, true])
    assert.match(
      server.written.out,
      new RegExp(`"msg":"Worker ${victim} was ended by SIGKILL; another takes`),
    )
  })

  test('keeps its port when all of them are killed', async () => {
    for (const pid of await untilAll()) process.kill(pid, 'SIGKILL')
    await untilAll()
  })

  test('replaces all of them by SIGHUP, and loses nothing', async () => {
    const old = await untilAll()
    const over = new AbortController()
    const asking = times(3, async () => {
      while (!over.signal.aborted) await server.ask()
    })
    server.child.kill('SIGHUP')
    await until(async () => {
      const now = await findWorkers()
      return now !== undefined && [...now].every((pid) => !old.has(pid)) ? now : undefined
    })
    over.abort()
    await asking
  })

  test('answers all that was asked before SIGTERM, and ends with 0', async () => {
    const workers = await untilAll()
    const asked = times(count * 3, () => server.ask(2000))
    // Connections have their turn one after another: these are with their workers.
    await untilAll()
    server.child.kill('SIGTERM')
    for (const pid of await asked) assert.ok(workers.has(pid))
    assert.equal(await server.closed, 0)
    assert.equal(server.written.problems, '')
    await assert.rejects(server.ask(), { code: 'ECONNREFUSED' })
  })
})
