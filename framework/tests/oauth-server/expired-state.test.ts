// What an authorization server remembers of tokens and proofs: everywhere, across restarts, and no longer than it matters.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import type { Broadcast } from '../../src/engine/broadcast/broadcast.ts'
import { LocalBroadcast } from '../../src/engine/broadcast/local.ts'
import {
  createRevokedTokens,
  revokedTokens,
  type RevokedTokens,
} from '../../src/engine/oauth-server/revoked-tokens.ts'
import { createUsedProofs, usedProofs } from '../../src/engine/oauth-server/used-proofs.ts'
import type { Store } from '../../src/engine/store/store.ts'
import type { Clock } from '../../src/kernel/values/clock.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { until } from '../broadcast/trial.ts'
import { createSchema, skip } from '../store/postgres-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-state-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const models = createModels([revokedTokens, usedProofs])
const noon = Date.parse('2027-01-15T12:00:00Z')
const minute = 60_000

let files = 0
async function open() {
  const file = join(folder, `${++files}.db`)
  const clock = { time: noon, now: () => clock.time }
  const connect = async () => {
    const store = sqlite(file)
    await store.prepare(models.values())
    after(() => store.close())
    return store
  }
  return { clock, connect }
}

describe('revoked tokens', () => {
  const model = models.get('revokedTokens')!
  const createTokens = (store: Store, clock: Clock, broadcast: Broadcast = new LocalBroadcast()) =>
    createRevokedTokens({ store, broadcast, model, clock })

  it('are known at once here, within a second elsewhere, and after a restart', async () => {
    const { clock, connect } = await open()
    const [here, there] = [await connect(), await connect()].map((store) => createTokens(store, clock))
    assert.equal(await there!.has('t1'), false)
    await here!.add({ id: 't1', expiresAt: noon + 15 * minute })
    assert.equal(await here!.has('t1'), true)
    clock.time += 1000
    assert.equal(await there!.has('t1'), true)
    assert.equal(await there!.has('t2'), false)
    const later = createTokens(await connect(), clock)
    assert.equal(await later.has('t1'), true)
  })

  it('are known sooner elsewhere where instances hear of each other', { skip }, async () => {
    const { url } = await createSchema()
    const clock = { now: () => noon }
    const stores = [postgres(url), postgres(url)] as const
    after(() => Promise.all(stores.map((store) => store.close())))
    await stores[0].prepare(models.values())
    const [here, there] = stores.map((store) => createTokens(store, clock, store.broadcast)) as [
      RevokedTokens,
      RevokedTokens,
    ]
    await Promise.all(stores.map(({ broadcast }) => broadcast!.ping()))
    assert.equal(await there.has('t1'), false)
    await here.add({ id: 't1', expiresAt: noon + 15 * minute })
    // By the clock no second goes by.
    await until(() => there.has('t1'), 'it is heard of')
  })

  it('may be revoked twice, also at once', async () => {
    const { clock, connect } = await open()
    const tokens = createTokens(await connect(), clock)
    const token = { id: 't1', expiresAt: noon + minute }
    await Promise.all([tokens.add(token), tokens.add(token), tokens.add(token)])
    assert.equal(await tokens.has('t1'), true)
  })

  it('purge themselves once they would have expired anyway', async () => {
    const { clock, connect } = await open()
    const store = await connect()
    const tokens = createTokens(store, clock)
    for (let index = 0; index < 50; index++)
      await tokens.add({ id: `old${index}`, expiresAt: noon + 15 * minute })
    clock.time += 20 * minute
    for (let index = 0; index < 32; index++)
      await tokens.add({ id: `new${index}`, expiresAt: clock.time + 15 * minute })
    assert.equal(await store.count(model, always), 32)
    assert.deepEqual([await tokens.has('old0'), await tokens.has('new0')], [false, true])
  })
})

describe('used proofs', () => {
  const model = models.get('usedProofs')!
  const proof = (id: string, expiresAt: number) => ({ thumbprint: 'key', id, expiresAt })

  it('are used once, of all instances and at the same time', async () => {
    const { clock, connect } = await open()
    const all = [await connect(), await connect()].map((store) => createUsedProofs({ store, model, clock }))
    const used = await Promise.all([...all, ...all].map((proofs) => proofs.use(proof('p1', noon + minute))))
    assert.equal(used.filter(Boolean).length, 1)
  })

  it('purge themselves', async () => {
    const { clock, connect } = await open()
    const store = await connect()
    const proofs = createUsedProofs({ store, model, clock })
    for (let index = 0; index < 50; index++) await proofs.use(proof(`old${index}`, noon + minute))
    clock.time += 2 * minute
    for (let index = 0; index < 32; index++) await proofs.use(proof(`new${index}`, clock.time + minute))
    assert.equal(await store.count(model, always), 32)
  })
})
