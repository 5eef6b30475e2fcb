import { sqlite } from '../../src/sqlite.ts'
import { describeStore } from '../../src/tooling/testing/store-contract.ts'

describeStore('sqlite', async () => sqlite())
