import { describe } from 'node:test'
import { mysql } from '../../src/mysql.ts'
import { MysqlDatabase } from '../../src/tooling/testing/mysql-database.ts'
import { skip } from '../store/mysql-database.ts'
import { tryReleases } from './release-changes.ts'
import { Deployment } from './releases.ts'

async function open(): Promise<Deployment> {
  const database = new MysqlDatabase()
  await database.create()
  return new Deployment(
    () => mysql(database.url, { connections: 2 }),
    () => database.drop(),
  )
}

describe('two releases on one MariaDB or MySQL', { skip }, () => tryReleases(open, false))
