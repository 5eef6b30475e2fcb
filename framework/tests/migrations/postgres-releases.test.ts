import { describe } from 'node:test'
import { postgres } from '../../src/postgres.ts'
import { PostgresSchema } from '../../src/tooling/testing/postgres-schema.ts'
import { skip } from '../store/postgres-database.ts'
import { tryReleases } from './release-changes.ts'
import { Deployment } from './releases.ts'

async function open(): Promise<Deployment> {
  const schema = new PostgresSchema()
  await schema.create()
  return new Deployment(
    () => postgres(schema.url, { connections: 2 }),
    () => schema.drop(),
  )
}

describe('two releases on one PostgreSQL', { skip }, () => tryReleases(open, true))
