// Keys follow each other: a new one signs once everybody can know it, an old one verifies as long as its tokens live.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { createKeyRing, signingKeys } from '../../src/engine/identity/key-ring.ts'
import { createKeyWrapping } from '../../src/engine/identity/key-wrapping.ts'
import type { SigningAlgorithm } from '../../src/engine/identity/signing-algorithm.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { noon } from './shop.ts'

const lifetime = 900
const overlap = 2000 + lifetime * 1000 + 60_000

async function openStore() {
  const store = openTestStore()
  const models = createModels([], [signingKeys])
  await store.prepare(models.values())
  const model = models.get(signingKeys.name)!
  const clock = { time: noon, now: () => clock.time }
  const wrapping = createKeyWrapping('a secret of the tests, 32 letters')
  const openRing = (algorithm: SigningAlgorithm = 'EdDSA') =>
    createKeyRing({ store, model, clock, algorithm, wrapping, lifetime })
  const count = () => store.count(model, always)
  const nameOf = async (ring: Awaited<ReturnType<typeof openRing>>) => (await ring.newest()).kid
  return { clock, openRing, count, nameOf }
}

describe('a key ring', () => {
  it('signs with a new key once every instance has had the time to find it', async () => {
    const { clock, openRing, nameOf } = await openStore()
    const [here, there] = [await openRing(), await openRing()]
    const old = await nameOf(here)
    assert.equal(await nameOf(there), old)
    clock.time += 10_000
    const made = await here.rotate()
    assert.notEqual(made, old)
    assert.deepEqual([await nameOf(here), await nameOf(there)], [old, old])
    clock.time += 1999
    assert.equal(await nameOf(here), old)
    clock.time += 1
    assert.deepEqual([await nameOf(here), await nameOf(there)], [made, made])
  })
  it('finds the key of another instance before that one signs with it', async () => {
    const { clock, openRing, nameOf } = await openStore()
    const [here, there] = [await openRing(), await openRing()]
    clock.time += 999
    const made = await here.rotate()
    // Looked just before there was one: the next look comes in time.
    assert.equal(await there.find(made), undefined)
    clock.time += 2000
    assert.equal(await nameOf(here), made)
    assert.equal((await there.find(made))?.kid, made)
  })
  it('verifies with an old key until its last token has expired, and then forgets it', async () => {
    const { clock, openRing, count, nameOf } = await openStore()
    const [here, there] = [await openRing(), await openRing()]
    const old = await nameOf(here)
    clock.time += 10_000
    await here.rotate()
    clock.time += overlap - 1
    for (const ring of [here, there, await openRing()]) assert.equal((await ring.find(old))?.kid, old)
    clock.time += 1
    for (const ring of [here, there, await openRing()]) assert.equal(await ring.find(old), undefined)
    assert.equal(await count(), 2)
    const second = await here.rotate()
    assert.equal(await count(), 2)
    clock.time += 2000
    assert.equal(await nameOf(there), second)
  })
  it('keeps the key that signs, however old it is', async () => {
    const { clock, openRing, nameOf } = await openStore()
    const ring = await openRing()
    const old = await nameOf(ring)
    clock.time += 365 * 86_400_000
    assert.equal(await nameOf(ring), old)
    assert.equal((await ring.find(old))?.kid, old)
  })
  it('lets the keys of another algorithm go when that is changed', async () => {
    const { clock, openRing, nameOf } = await openStore()
    const old = await nameOf(await openRing('EdDSA'))
    clock.time += 10_000
    const ring = await openRing('HS256')
    assert.equal((await ring.newest()).algorithm, 'HS256')
    assert.equal((await ring.find(old))?.algorithm, 'EdDSA')
    clock.time += overlap
    assert.equal(await ring.find(old), undefined)
  })
  it('survives rotations at the same time', async () => {
    const { clock, openRing, count, nameOf } = await openStore()
    const rings = await Promise.all([openRing(), openRing(), openRing()])
    const made = await Promise.all(rings.map((ring) => ring.rotate()))
    assert.equal(new Set(made).size, 3)
    assert.equal(await count(), 4)
    clock.time += 5000
    const names = await Promise.all(rings.map(nameOf))
    assert.equal(new Set(names).size, 1)
    assert.ok(made.includes(names[0]!))
  })
})
