import { sql } from 'kysely'
import { toColumnType } from '../../store/mysql/column-type.ts'
import { encodeValue } from '../../store/mysql/column-value.ts'
import { toText } from '../../store/mysql/definitions.ts'
import { mariadb } from '../../store/mysql/server.ts'
import type { Bound } from '../../store/sql/dialect.ts'
import type { ColumnSnapshot } from '../snapshot.ts'

/** How a column keeps its values. */
export const toTypeText = (column: ColumnSnapshot): string => toText(toColumnType(mariadb, column))

/** The default of a column that must have a value, as it is kept. */
export function findFilling({ type, nullable, scale, default: value }: ColumnSnapshot): Bound | undefined {
  if (nullable || value === undefined) return undefined
  return encodeValue({ kind: { column: type }, definition: scale === undefined ? {} : { scale } }, value)
}

export const toLiteral = (value: Bound): string => toText(sql`${sql.lit(value)}`)

/** What stands where a value must stand and none is known; undefined where there can be none. */
export const findEmptyValue = ({ type, references }: ColumnSnapshot): string | undefined =>
  references === undefined ? empty[type] : undefined

const empty: Partial<Readonly<Record<ColumnSnapshot['type'], string>>> = {
  text: '',
  integer: '0',
  real: '0',
  boolean: '0',
  decimal: '0',
  timestamp: '1970-01-01 00:00:00.000',
  date: '1970-01-01',
  duration: '0',
  uuid: '00000000-0000-0000-0000-000000000000',
  json: 'null',
  file: 'null',
}
