import { sql } from 'kysely'
import { encodeValue } from '../../store/postgres/column-value.ts'
import { toColumnType } from '../../store/postgres/column-type.ts'
import { compiler } from '../../store/postgres/dialect.ts'
import type { Bound, Sql } from '../../store/sql/dialect.ts'
import type { ColumnSnapshot } from '../snapshot.ts'

export const toText = (fragment: Sql): string => fragment.compile(compiler).sql

/** How PostgreSQL keeps values of a column. */
export const toTypeText = (column: Pick<ColumnSnapshot, 'type' | 'scale'>): string =>
  toText(toColumnType(column))

/** The default of a column that must have a value, as it is kept. */
export function findFilling({ type, nullable, default: value }: ColumnSnapshot): Bound | undefined {
  if (nullable || value === undefined) return undefined
  return encodeValue({ kind: { column: type }, definition: {} }, value)
}

export const toLiteral = (value: Bound): string => toText(sql`${sql.lit(value)}`)

/** What stands where a value must stand and none is known; undefined where there can be none. */
export const findEmptyValue = ({ type, references }: ColumnSnapshot): string | undefined =>
  references === undefined ? empty[type] : undefined

const empty: Partial<Readonly<Record<ColumnSnapshot['type'], string>>> = {
  text: '',
  integer: '0',
  real: '0',
  boolean: 'false',
  decimal: '0',
  timestamp: '1970-01-01T00:00:00.000Z',
  date: '1970-01-01',
  duration: '0',
  uuid: '00000000-0000-0000-0000-000000000000',
}
