// A process of its own for sqlite-crash.test.ts: writes rows for ever, and prints the id of each once it is acknowledged.
import { createUuidV7 } from '../../src/kernel/values/uuid-v7.ts'
import { sqlite } from '../../src/sqlite.ts'
import { modelOf, moment, select } from '../../src/tooling/testing/store-contract/trial.ts'

const store = sqlite(process.argv[2])
await store.prepare([modelOf('tags')])

async function writeForEver(): Promise<never> {
  for (;;) {
    const row = { id: createUuidV7(Date.now()), values: { label: 'acknowledged' }, at: moment }
    const { id } = await store.insert(modelOf('tags'), row, select('tags', []))
    process.stdout.write(`${id}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, writeForEver))
