import { after } from 'node:test'
import { mysql, type MysqlOptions } from '../../src/mysql.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { MysqlDatabase, mysqlUrl } from '../../src/tooling/testing/mysql-database.ts'

const made: MysqlDatabase[] = []
after(async () => {
  for (const database of made) await database.drop()
})

/** A database of a test's own, dropped after all tests of the file. */
export async function createDatabase(): Promise<MysqlDatabase> {
  const database = new MysqlDatabase()
  await database.create()
  made.push(database)
  return database
}

/** A store in a database of its own. */
export async function openMysql(options?: MysqlOptions): Promise<Store> {
  return mysql((await createDatabase()).url, options)
}

/** Why the tests on MySQL and MariaDB do not run; one that was asked for must be there. */
export const skip: string | false = await findReason()

async function findReason(): Promise<string | false> {
  const { createConnection } = await import('mysql2/promise')
  try {
    const uri = mysqlUrl().replace(/^mariadb:/, 'mysql:')
    await (await createConnection({ uri, connectTimeout: 5000 })).end()
    return false
  } catch (error) {
    if (process.env['TEST_MYSQL_URL'] !== undefined) throw error
    return 'no MySQL or MariaDB found: set TEST_MYSQL_URL to run it'
  }
}
