// What instances on one server do at once without a lock outside of it: tables, keys, sweeps.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import { idAlone } from '../../src/declaration/resource/query.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { createKeyRing, signingKeys } from '../../src/engine/identity/key-ring.ts'
import { createKeyWrapping } from '../../src/engine/identity/key-wrapping.ts'
import { createUsedProofs, usedProofs } from '../../src/engine/oauth-server/used-proofs.ts'
import { toTimestamp } from '../../src/kernel/values/clock.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { mysql } from '../../src/mysql.ts'
import { postgres } from '../../src/postgres.ts'
import { createDatabase, skip as withoutMysql } from './mysql-database.ts'
import { createSchema, skip as withoutPostgres } from './postgres-database.ts'

const models = createModels([signingKeys, usedProofs])
const noon = Date.parse('2027-01-15T12:00:00Z')
const clock = { now: () => noon }

const servers = [
  { name: 'PostgreSQL', skip: withoutPostgres, reserve: createSchema, open: postgres },
  { name: 'MySQL', skip: withoutMysql, reserve: createDatabase, open: mysql },
]

async function openFour({ reserve, open }: (typeof servers)[number]): Promise<readonly Store[]> {
  const { url } = await reserve()
  const stores = Array.from({ length: 4 }, () => open(url, { connections: 4 }))
  after(() => Promise.all(stores.map((store) => store.close())))
  return stores
}

for (const server of servers)
  describe(`four instances on one ${server.name} that do at once`, { skip: server.skip }, () => {
    test('a first start make one set of tables, and one key', async () => {
      const stores = await openFour(server)
      const rings = await Promise.all(
        stores.map(async (store) => {
          await store.prepare(models.values())
          const model = models.get(signingKeys.name)!
          const options = { store, model, clock, algorithm: 'EdDSA', lifetime: 900 } as const
          return createKeyRing({ ...options, wrapping: createKeyWrapping(undefined) })
        }),
      )
      const kids = await Promise.all(rings.map(async (ring) => (await ring.newest()).kid))
      assert.equal(new Set(kids).size, 1)
      assert.equal(await stores[0]!.count(models.get(signingKeys.name)!, always), 1)
    })

    test('a sweep of what has expired lose nothing else', async () => {
      const stores = await openFour(server)
      const [store] = stores as [(typeof stores)[0]]
      await store.prepare(models.values())
      const model = models.get(usedProofs.name)!
      const at = toTimestamp(noon - 1)
      await store.transaction(async (session) => {
        for (let index = 0; index < 60; index++)
          await session.insert(model, { id: `old${index}`, values: { expiresAt: at }, at }, idAlone)
      })
      const used = await Promise.all(
        stores.map((each, index) =>
          createUsedProofs({ store: each, model, clock }).use({
            thumbprint: 'key',
            id: `new${index}`,
            expiresAt: noon + 60_000,
          }),
        ),
      )
      assert.deepEqual(used, [true, true, true, true])
      assert.equal(await store.count(model, always), 4)
    })
  })
