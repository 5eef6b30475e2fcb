import type { DatabaseSync } from 'node:sqlite'
import { DeclarationError, type DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { RebuiltTable } from './directives.ts'

export type Execute = (text: string) => void

/**
 * Looks at tables before a script makes them anew: at columns, indexes and triggers it has never heard of. A column of
 * that kind would be lost, so it is refused; indexes and triggers are made again by what is returned.
 */
export function noteStrangers(
  database: DatabaseSync,
  tables: readonly RebuiltTable[],
  script: string,
): (execute: Execute) => void {
  const unknown = tables.flatMap(({ table, columns }) =>
    findColumns(database, table)
      .filter((column) => !columns.includes(column))
      .map((column) => toFault(table, column)),
  )
  if (unknown.length > 0) throw new DeclarationError(unknown)
  const strangers = tables
    .flatMap(({ table }) => findOthers(database, table))
    .filter(({ name }) => !script.includes(`"${name}"`))
  return (execute) => {
    for (const stranger of strangers) restore(stranger, execute)
  }
}

const toFault = (table: string, column: string): DeclarationFault => ({
  path: `${table}.${column}`,
  message: 'is in the database, but not in the declarations, and would be lost',
  remedy: 'declare it, or drop it by a migration of your own',
})

function restore({ name, text }: Stranger, execute: Execute): void {
  try {
    execute(text)
  } catch (cause) {
    const message = `cannot stay as it is (${(cause as Error).message})`
    const fault = {
      path: name,
      message,
      remedy: 'drop it by a migration of your own, and make it again afterwards',
    }
    throw Object.assign(new DeclarationError([fault]), { cause })
  }
}

interface Stranger {
  readonly name: string
  readonly text: string
}

const findColumns = (database: DatabaseSync, table: string): string[] =>
  database
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name))

/** Indexes of constraints have no text: they come with their table. */
function findOthers(database: DatabaseSync, table: string): Stranger[] {
  return database
    .prepare(
      `SELECT name, sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL`,
    )
    .all(table)
    .map(({ name, sql }) => ({ name: String(name), text: String(sql) }))
}
