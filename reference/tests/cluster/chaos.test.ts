// Two instances under load while one thing after another breaks: what was answered is true, and all of it recovers by itself.
// CHAOS_SECONDS=300 goes on for longer, in any order.
import assert from 'node:assert/strict'
import process from 'node:process'
import { before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createCaller, type Send } from './caller.ts'
import { openCluster, type Cluster } from './cluster.ts'
import { createCounterTraffic } from './counter-traffic.ts'
import { faults } from './faults.ts'
import { createLedgerTraffic } from './ledger-traffic.ts'
import { allowed, openLimitedCaller } from './limits.ts'
import { needsCluster } from './programs.ts'
import { createSessionTraffic } from './session-traffic.ts'
import { Tally } from './tally.ts'
import { createTodoTraffic } from './todo-traffic.ts'
import type { Surroundings, Traffic } from './traffic.ts'

const seconds = Number(process.env['CHAOS_SECONDS'] ?? 0)
const credentials = { username: 'ada', password: 'correct horse battery' }
const tally = new Tally()
const cluster: Cluster = needsCluster.skip === false ? await openCluster() : undefined!

async function signIn(send: Send): Promise<string> {
  const account = { ...credentials, email: 'ada@example.com' }
  const made = await send('create', 'POST', '/api/v1/users', { body: account })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const login = await send('sign in', 'POST', '/auth/login', { body: credentials })
  return login.body['access_token']
}

/** Waits until both instances are ready again, with all they need, and the proxy knows. */
async function settle(): Promise<void> {
  const isWhole = async (origin: string): Promise<boolean> => {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    return answer?.ok === true && !('degraded' in ((await answer.json()) as object))
  }
  for (const { origin } of cluster.instances) while (!(await isWhole(origin))) await wait(50)
  await wait(400)
}

/** Each fault once; then any of them, for as long as was asked for. */
async function breakThings(): Promise<void> {
  const end = Date.now() + seconds * 1000
  for (let all = faults; ; all = faults.toSorted(() => Math.random() - 0.5)) {
    for (const { name, run } of all) {
      tally.phase = name
      await run(cluster)
      await settle()
    }
    if (Date.now() >= end) break
  }
  tally.phase = 'calm again'
  await wait(1500)
}

describe('a cluster in which things break', needsCluster, () => {
  let traffic: readonly Traffic[] = []
  let isGoingOn = true

  before(async () => {
    const send = createCaller(cluster.url, tally)
    const surroundings: Surroundings = {
      send,
      sendTo: cluster.instances.map(({ origin }) => createCaller(origin, tally)),
      token: await signIn(send),
      isGoingOn: () => isGoingOn,
    }
    traffic = [
      createTodoTraffic(surroundings),
      await createCounterTraffic(surroundings),
      await createLedgerTraffic(surroundings),
      createSessionTraffic(surroundings, credentials),
    ]
    const clients = Promise.all(traffic.flatMap((each) => each.run()))
    try {
      await Promise.race([clients, breakThings()])
      isGoingOn = false
      await clients
    } finally {
      isGoingOn = false
      process.stdout.write(`${tally}\n`)
      if (tally.faults.length > 0) process.stdout.write(`${tally.faults.join('\n')}\n${cluster.readLog()}\n`)
    }
  })

  test('keeps what it acknowledged once, and nothing that it refused', async () => {
    for (const each of traffic) await each.verify(cluster.postgres)
  })

  test('answers no 500, says when to come back, and lets nobody wait in vain', () => {
    assert.deepEqual(tally.faults, [])
  })
})

describe('limits of a cluster', needsCluster, () => {
  const limits = new Tally()
  const [one, other, any] =
    needsCluster.skip === false
      ? [...cluster.instances.map(({ origin }) => origin), cluster.url].map((url) =>
          createCaller(url, limits),
        )
      : []
  const some = allowed / 2 + 20

  test('are exact, whichever instance is asked', async () => {
    const ask = await openLimitedCaller(any!)
    const passed = await Promise.all([ask(one!, some), ask(other!, some)])
    assert.equal(passed[0]! + passed[1]!, allowed - 1)
  })

  test('hold on each instance by itself while Redis is away', async () => {
    const ask = await openLimitedCaller(any!)
    await cluster.redis.kill()
    const passed = await Promise.all([ask(one!, allowed + 20), ask(other!, allowed + 20)])
    await cluster.redis.start()
    assert.deepEqual(passed, [allowed, allowed])
  })

  test('are exact again once it is back', async () => {
    await settle()
    const ask = await openLimitedCaller(any!)
    assert.equal(await ask(any!, allowed + 20), allowed - 1)
  })
})
