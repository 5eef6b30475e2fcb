import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { always, compare } from '../../src/declaration/condition/condition.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { idAlone } from '../../src/declaration/resource/query.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { createSweep } from '../../src/engine/store/expired-rows.ts'
import { toTimestamp } from '../../src/kernel/values/clock.ts'
import { sqlite } from '../../src/sqlite.ts'

const tickets = resource('tickets', { id: 'integer', fields: { expiresAt: field.timestamp().indexed() } })
const models = createModels([tickets])
const model = models.get('tickets')!
const folder = mkdtempSync(join(tmpdir(), 'ninety-expired-'))
const file = join(folder, 'data.db')
const statements: string[] = []
const store = sqlite(file, { onStatement: (text) => statements.push(text) })
const now = Date.parse('2027-01-15T12:00:00Z')
const minute = 60_000

after(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

describe('rows that have expired', async () => {
  await store.prepare(models.values())
  // 100 have expired, the first made last of all; 10 have not.
  for (let ago = 0; ago < 100; ago++) await add(now - ago * minute)
  for (let ahead = 1; ahead <= 10; ahead++) await add(now + ahead * minute)
  const sweep = createSweep(model, { now: () => now })
  let transactions = 0
  const call = () =>
    sweep(async (work) => {
      transactions++
      await store.transaction(work)
    })

  test('go little by little, the oldest first, found by the index', async () => {
    statements.length = 0
    await call()
    assert.equal(await store.count(model, always), 110 - 64)
    assert.equal(await store.count(model, compare('expiresAt', 'lte', toTimestamp(now - 36 * minute))), 0)
    const list = statements.find((text) => text.startsWith('SELECT'))!
    assert.match(explain(list), /^SEARCH tickets USING INDEX tickets_expiresAt\S* \(expiresAt<\?\)$/)
  })
  test('are looked for one time in 32, and else no transaction begins', async () => {
    for (let time = 1; time < 32; time++) await call()
    assert.equal(transactions, 1)
    await call()
    assert.equal(transactions, 2)
    assert.equal(await store.count(model, always), 10)
  })
})

async function add(expiresAt: number): Promise<void> {
  const values = { expiresAt: toTimestamp(expiresAt) }
  await store.insert(model, { values, at: toTimestamp(now) }, idAlone)
}

function explain(text: string): string {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all()
    return steps.map(({ detail }) => detail).join('\n')
  } finally {
    database.close()
  }
}
