import { test } from 'node:test'
import { describeStore } from '../../src/tooling/testing/store-contract.ts'
import { openPostgres, skip } from './postgres-database.ts'

if (skip === false) describeStore('postgres', () => openPostgres())
else test('postgres', { skip })
