import { randomBytes } from 'node:crypto'
import type { Client } from 'pg'
import type { Difference } from '../database.ts'
import { diffSnapshots } from '../diff.ts'
import { findDifferences, type Forms } from '../differences.ts'
import { noRenames } from '../renames.ts'
import { emptySnapshot, type Snapshot } from '../snapshot.ts'
import { describe } from './describe.ts'
import { postgresMigrations } from './script.ts'
import { PostgresMigrationSession } from './session.ts'

/** What is not as a snapshot says: its tables are made in an empty schema, and both are looked at in the same way. */
export async function compareSchemas(client: Client, snapshot: Snapshot): Promise<readonly Difference[]> {
  const there = await describe(new PostgresMigrationSession(client))
  const declared = await describeDeclared(client, snapshot)
  return findDifferences(there, declared).filter(
    // A function that nothing uses any more harms nobody.
    ({ kind, what }) => kind !== 'undeclared' || !what.startsWith('function '),
  )
}

/** Nobody ever sees the schema: its transaction is undone. */
async function describeDeclared(client: Client, snapshot: Snapshot): Promise<Forms> {
  const scratch = `ninety_declared_${randomBytes(8).toString('hex')}`
  const from = emptySnapshot('postgres')
  const operations = diffSnapshots(from, snapshot, noRenames)
  await client.query('BEGIN')
  try {
    await client.query(`CREATE SCHEMA ${scratch}; SET LOCAL search_path = ${scratch}`)
    await client.query(postgresMigrations.toScript({ from, to: snapshot, renames: noRenames, operations }))
    return await describe(new PostgresMigrationSession(client))
  } finally {
    await client.query('ROLLBACK')
  }
}
