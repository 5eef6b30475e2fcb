import { defineColumn } from '../../store/postgres/definitions.ts'
import { toIdentifier } from '../../store/sql/identifier.ts'
import type { Operation } from '../operation.ts'
import { findEmptyValue, findFilling, toLiteral, toTypeText } from './column.ts'
import { findConversion } from './conversion.ts'

type ColumnChange = Extract<Operation, { readonly kind: 'changeColumn' }>
type ColumnAddition = Extract<Operation, { readonly kind: 'addColumn' }>

/** Whether values are kept otherwise, for which every row is written anew. */
export const isRetyped = (operation: Operation): boolean =>
  operation.kind === 'changeColumn' && toTypeText(operation.from) !== toTypeText(operation.to)

/** Whether a column that may have been empty must have a value from now on. */
export const isRequired = (operation: Operation): operation is ColumnChange =>
  operation.kind === 'changeColumn' && operation.from.nullable && !operation.to.nullable

/** What an operation asks of its table at once; `ALTER TABLE` does all of it together, and writes rows but once. */
export function toActions(operation: Operation): readonly string[] {
  switch (operation.kind) {
    case 'addColumn':
      return toAddition(operation)
    case 'changeDefault': {
      const filling = findFilling(operation.to)
      const action = filling === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${toLiteral(filling)}`
      return [`ALTER COLUMN "${operation.column}" ${action}`]
    }
    case 'dropColumn':
      return [`DROP COLUMN "${operation.column}"`]
    case 'changeColumn':
      return toChange(operation)
    case 'changeId': {
      const [from, to] = [{ type: operation.from }, { type: operation.to }]
      return [`ALTER COLUMN "id" TYPE ${toTypeText(to)} USING ${findConversion(from, to, 'id')!}`]
    }
    default:
      return []
  }
}

function toAddition({ table, column, to }: ColumnAddition): readonly string[] {
  const filling = findFilling(to)
  const text = defineColumn(table, column, to, filling ?? findEmptyValue(to))
  return [text.slice(text.indexOf('add column'))]
}

function toChange(operation: ColumnChange): readonly string[] {
  const { table, column, from, to } = operation
  const alter = `ALTER COLUMN "${column}"`
  const filling = findFilling(to)
  const isFree = !from.nullable && to.nullable
  return [
    ...(isRetyped(operation) || isFree ? [`${alter} DROP DEFAULT`] : []),
    ...(isRetyped(operation)
      ? [`${alter} TYPE ${toTypeText(to)} USING ${findConversion(from, to, column)!}`]
      : []),
    ...(filling !== undefined && (isRetyped(operation) || isRequired(operation))
      ? [`${alter} SET DEFAULT ${toLiteral(filling)}`]
      : []),
    ...(isFree
      ? [`${alter} DROP NOT NULL`, `DROP CONSTRAINT IF EXISTS "${toCheckName(table, column)}"`]
      : []),
  ]
}

const toCheckName = (table: string, column: string): string => toIdentifier(`${table}_${column}_required`)

/** What fills the rows of a column that must have a value, while others write. */
export function toFilling({ table, column, to }: ColumnChange): readonly string[] {
  const filling = findFilling(to)
  if (filling === undefined) return []
  return [`UPDATE "${table}" SET "${column}" = ${toLiteral(filling)} WHERE "${column}" IS NULL`]
}

/** What refuses new rows without a value at once, and then looks at all others while rows are written. */
export function toChecking({ table, column }: ColumnChange): readonly string[] {
  const name = toCheckName(table, column)
  return [
    `ALTER TABLE "${table}"\n  DROP CONSTRAINT IF EXISTS "${name}",\n  ADD CONSTRAINT "${name}" CHECK ("${column}" IS NOT NULL) NOT VALID`,
    `ALTER TABLE "${table}" VALIDATE CONSTRAINT "${name}"`,
  ]
}

/** With a constraint that is known to hold, no row is looked at again. */
export const toRequirement = ({ table, column }: ColumnChange): string =>
  `ALTER TABLE "${table}"\n  ALTER COLUMN "${column}" SET NOT NULL,\n  DROP CONSTRAINT "${toCheckName(table, column)}"`
