import { skip as withoutMysql } from '../store/mysql-database.ts'
import { skip as withoutPostgres } from '../store/postgres-database.ts'

const skips: ReadonlyMap<string, string | false> = new Map([
  ['postgres', withoutPostgres],
  ['mysql', withoutMysql],
])

/** The stores that are compared, by what `TEST_STORE` calls them: those that answer. */
export const stores: readonly string[] = [
  'sqlite',
  ...[...skips].flatMap(([name, skip]) => (skip === false ? [name] : [])),
]

/** Why nothing is compared; false where there is more than one store. */
export const skip: string | false = stores.length > 1 ? false : [...skips.values()].join('; ')
