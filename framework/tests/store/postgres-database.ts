import { after } from 'node:test'
import { postgres, type PostgresOptions } from '../../src/postgres.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { PostgresSchema, postgresUrl } from '../../src/tooling/testing/postgres-schema.ts'

const made: PostgresSchema[] = []
after(async () => {
  for (const schema of made) await schema.drop()
})

/** A schema of a test's own, dropped after all tests of the file. */
export async function createSchema(): Promise<PostgresSchema> {
  const schema = new PostgresSchema()
  await schema.create()
  made.push(schema)
  return schema
}

/** A store in a schema of its own. */
export async function openPostgres(options?: PostgresOptions): Promise<Store> {
  return postgres((await createSchema()).url, options)
}

/** Why the tests on PostgreSQL do not run; one that was asked for must be there. */
export const skip: string | false = await findReason()

async function findReason(): Promise<string | false> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: postgresUrl(), connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
    await client.end()
    return false
  } catch (error) {
    if (process.env['TEST_POSTGRES_URL'] !== undefined) throw error
    return 'no PostgreSQL found: set TEST_POSTGRES_URL to run it'
  }
}
