import type { Operation } from './operation.ts'
import type { MigrationDialect, Plan } from './plan.ts'

/**
 * What is to be known before a migration is applied: what it loses, what waits for it, where it may fail, and what the
 * release before it, which still serves while it runs and after a step back, cannot do with the result.
 */
export function findWarnings(
  operations: readonly Operation[],
  back: readonly Operation[],
  dialect: MigrationDialect,
  phase?: Plan['phase'],
): readonly string[] {
  const made = new Set(operations.filter(({ kind }) => kind === 'createTable').map(({ table }) => table))
  const parted = new Set(operations.flatMap((each) => (each.kind === 'partColumns' ? toTwin(each) : [])))
  const isLost = (each: Operation) =>
    each.kind !== 'dropColumn' || !parted.has(`${each.table}.${each.column}`)
  const rewritten = new Set(operations.filter((each) => dialect.rewrites(each)).map(({ table }) => table))
  return [
    ...operations.filter(isLost).flatMap(findLosses),
    ...operations.flatMap((operation) => findFailures(operation, made)),
    ...(phase === 'contract' ? [] : [...operations.flatMap(findBreaks), ...findBrokenSearches(operations)]),
    ...[...rewritten]
      .filter((table) => !made.has(table))
      .map((table) => `${table}: every row is written anew, and ${dialect.whoWaits} as long`),
    ...back.flatMap(findUndone),
  ]
}

function findLosses(operation: Operation): string[] {
  switch (operation.kind) {
    case 'dropTable':
      return [`${operation.table}: its rows are lost; going back makes the table without them`]
    case 'dropColumn':
      return [
        `${operation.table}.${operation.column}: its values are lost; going back does not bring them back`,
      ]
    case 'changeColumn':
      return isLossy(operation)
        ? [`${operation.table}.${operation.column}: values that ${operation.to.type} cannot hold are rounded`]
        : []
    default:
      return []
  }
}

type ColumnChange = Extract<Operation, { readonly kind: 'changeColumn' }>

function isLossy({ from, to }: ColumnChange): boolean {
  if (from.type === 'decimal' && to.type === 'decimal') return to.scale! < from.scale!
  if (from.type === 'timestamp' && to.type === 'date') return true
  return (
    ['real', 'decimal'].includes(from.type) && ['integer', 'real', 'decimal', 'boolean'].includes(to.type)
  )
}

function findFailures(operation: Operation, made: ReadonlySet<string>): string[] {
  switch (operation.kind) {
    case 'createIndex':
      return operation.index.unique && !made.has(operation.table)
        ? [`${operation.table}: fails where two rows are equal in ${operation.index.columns.join(', ')}`]
        : []
    case 'addReference':
      if (operation.isOfNew) return []
      return [
        `${operation.table}.${operation.column}: fails where it names no row of ${operation.reference.table}`,
      ]
    case 'changeColumn': {
      const { table, column, from, to } = operation
      const isFilled = to.default !== undefined
      const fails = from.nullable && !to.nullable && !isFilled
      const isCut = to.length !== undefined && !(from.length !== undefined && from.length <= to.length)
      const isRead = from.type === 'text' && !['text', 'json'].includes(to.type)
      return [
        ...(fails ? [`${table}.${column}: fails where a row has no value; fill it by a data migration`] : []),
        ...(isCut ? [`${table}.${column}: fails where a text has more than ${to.length} characters`] : []),
        ...(isRead ? [`${table}.${column}: fails where a text is no ${to.type}, or leaves it as it is`] : []),
      ]
    }
    default:
      return []
  }
}

/** Expand first, so that both releases can work; contract when the old one is gone. */
function findBreaks(operation: Operation): string[] {
  const tell = (place: string, remedy: string) => [
    `${place}: the release before cannot work with this; ${remedy}`,
  ]
  switch (operation.kind) {
    case 'dropTable':
      return tell(operation.table, 'release without the resource first, and drop the table with the next one')
    case 'changeId':
      return tell(operation.table, 'stop that release first')
    case 'renameTable':
      return tell(operation.table, `keep the name by table: '${operation.from}', or stop that release first`)
    case 'renameColumn': {
      const place = `${operation.table}.${operation.column}`
      return tell(place, `keep the name by .column('${operation.from}'), or stop that release first`)
    }
    case 'dropColumn': {
      const place = `${operation.table}.${operation.column}`
      return tell(place, 'release without the field first, and drop the column with the next one')
    }
    case 'changeColumn': {
      const place = `${operation.table}.${operation.column}`
      const { from, to } = operation
      if (from.type !== to.type || from.scale !== to.scale)
        return tell(place, 'add another field, write both, and drop this one with the next release')
      return from.nullable && !to.nullable
        ? tell(place, 'release one that always writes a value first, and require it with the next one')
        : []
    }
    default:
      return []
  }
}

/** The column whose values are those of another. */
const toTwin = ({ table, former }: Extract<Operation, { readonly kind: 'partColumns' }>): string =>
  `${table}.${former}`

/** A search of more fields answers as the one before did, where those come first. */
function findBrokenSearches(operations: readonly Operation[]): string[] {
  const made = operations.flatMap((each) => (each.kind === 'createSearch' ? [each] : []))
  return operations.flatMap((operation) => {
    if (operation.kind !== 'dropSearch') return []
    const { table, name, columns } = operation
    const now = made.find((each) => each.name === name)
    const isAnswered = now !== undefined && columns.every((column, index) => now.columns[index] === column)
    return isAnswered ? [] : [`${table}: the release before cannot search it; stop that release first`]
  })
}

/** Where going back has to make up a value. */
function findUndone(operation: Operation): string[] {
  if (operation.kind === 'changeColumn') {
    const { table, column, from, to } = operation
    return from.nullable && !to.nullable && to.default === undefined
      ? [`${table}.${column}: going back fails where a row has no value`]
      : []
  }
  if (operation.kind !== 'addColumn' || operation.to.nullable || operation.to.default !== undefined) return []
  const place = `${operation.table}.${operation.column}`
  return operation.to.references === undefined
    ? [`${place}: going back fills it with an empty value`]
    : [`${place}: going back fails where there are rows, which would have to name one`]
}
