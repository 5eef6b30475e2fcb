// Changes of a table that SQLite has no statement for (https://sqlite.org/lang_altertable.html section 7).
import { sql } from 'kysely'
import { compiler } from '../../store/sqlite/dialect.ts'
import { findNamed, type TableSnapshot } from '../snapshot.ts'
import { findConversion, toEmptyValue } from './conversion.ts'
import { findFilling, toIndexText, toTableText } from './table.ts'

/** A table as it is, its columns named as they will be, and as it will be. */
export interface Rebuild {
  readonly table: string
  readonly from: TableSnapshot
  readonly to: TableSnapshot
}

/**
 * Makes the table anew, with its rows and indexes. Foreign keys must be off, for dropping the table deletes its rows,
 * and with them those that refer to them; what names the table in other places must stay as it is.
 */
export function toRebuild({ table, from, to }: Rebuild): readonly string[] {
  const made = `_new_${table}`
  const copies = toCopies(from, to)
  const columns = copies.map(([column]) => `"${column}"`).join(', ')
  const values = copies.map(([, value]) => value).join(', ')
  return [
    toTableText(made, to),
    `INSERT INTO "${made}" (${columns})\n  SELECT ${values} FROM "${table}"`,
    ...(to.id === 'integer' ? keepCounting(table, made) : []),
    `DROP TABLE "${table}"`,
    'PRAGMA legacy_alter_table = ON',
    `ALTER TABLE "${made}" RENAME TO "${table}"`,
    'PRAGMA legacy_alter_table = OFF',
    ...Object.entries(to.indexes).map(([name, index]) => toIndexText(table, name, index)),
  ]
}

/** Each column that has something to stand in it, with what that is. */
function toCopies(from: TableSnapshot, to: TableSnapshot): (readonly [column: string, value: string])[] {
  const copies: (readonly [string, string])[] = [
    ['id', '"id"'],
    ['version', '"version"'],
  ]
  for (const [column, target] of Object.entries(to.columns)) {
    const source = findNamed(from.columns, column)
    const filling = findFilling(target)
    const filled = filling === undefined ? undefined : toLiteral(filling)
    if (source === undefined) {
      if (!target.nullable) copies.push([column, filled ?? toEmptyValue(target)])
      continue
    }
    const value = findConversion(source, target, `"${column}"`) ?? `"${column}"`
    const isLacking = source.nullable && filled !== undefined
    copies.push([column, isLacking ? `coalesce(${value}, ${filled})` : value])
  }
  return copies
}

const toLiteral = (value: unknown): string => sql`${sql.lit(value)}`.compile(compiler).sql

/** A number once given to a row is given to no other, even when its row is gone. */
const keepCounting = (table: string, made: string): readonly string[] => [
  `DELETE FROM sqlite_sequence WHERE name = '${made}'`,
  `INSERT INTO sqlite_sequence (name, seq) SELECT '${made}', seq FROM sqlite_sequence WHERE name = '${table}'`,
]
