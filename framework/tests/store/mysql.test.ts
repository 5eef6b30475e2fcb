import { test } from 'node:test'
import { describeStore } from '../../src/tooling/testing/store-contract.ts'
import { openMysql, skip } from './mysql-database.ts'

if (skip === false) describeStore('mysql', () => openMysql())
else test('mysql', { skip })
