// Migrations of MySQL and MariaDB that stop after any of their statements, and go back from there.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { toStatements } from '../../src/engine/migrations/mysql/statements.ts'
import { skip } from '../store/mysql-database.ts'
import { kinds } from './changes.ts'
import { withMysql } from './trial.ts'

const [id, shop] = ['0', '2'].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`) as [
  string,
  string,
]

describe('the way back begins where a migration has stopped', { skip }, () => {
  for (const { title, before, after, row } of kinds)
    test(title, async () => {
      await withMysql(async (trial) => {
        await trial.make(before)
        await trial.insert(before, 'shops', shop, { name: 'Corner' })
        await trial.insert(before, 'items', id, row)
        const { up, down } = await trial.plan(before, after, async () => null)
        const statements = toStatements(up)
        for (const done of statements.keys()) {
          await trial.run(statements.slice(0, done).join(';'))
          await trial.database.perform({
            work: down,
            findInterrupted: async () => ({ work: up, done: 2 * done }),
            isDue: async () => true,
            countDone: async () => 0,
            noteDone: async () => {},
            note: async () => {},
          })
          await trial.expect(before)
          assert.equal((await trial.all('SELECT id FROM items')).length, 1)
        }
      })
    })
})
