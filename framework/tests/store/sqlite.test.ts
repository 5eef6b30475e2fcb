import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sqlite } from '../../src/sqlite.ts'
import { describeStore } from '../../src/tooling/testing/store-contract.ts'
import { models } from '../../src/tooling/testing/store-contract/samples.ts'
import { modelOf, moment, select } from '../../src/tooling/testing/store-contract/trial.ts'
import { createUuidV7 } from '../../src/kernel/values/uuid-v7.ts'

describeStore('sqlite', async () => sqlite())

test('sqlite makes the writes of one moment in their order', async () => {
  const store = sqlite()
  await store.prepare(models.values())
  const made = ['x', 'y', 'X', 'z'].map((name) =>
    store.insert(
      modelOf('people'),
      { id: createUuidV7(Date.parse(moment)), values: { name }, at: moment },
      select('people'),
    ),
  )
  assert.deepEqual(
    (await Promise.allSettled(made)).map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  )
  await store.close()
})
