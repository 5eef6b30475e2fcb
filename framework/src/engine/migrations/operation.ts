import type { IdKind } from '../../declaration/schema/id.ts'
import type { ColumnSnapshot, IndexSnapshot, ReferenceSnapshot, TableSnapshot } from './snapshot.ts'

/**
 * One change of a database, in the order in which they are made: what stands in the way goes, what is renamed gets its
 * name, and only then is anything made of what is there. `table` is the name after the change, but in `dropIndex` and
 * `dropSearch`, which come before everything else.
 */
export type Operation =
  | { readonly kind: 'partColumns'; readonly table: string; readonly column: string; readonly former: string }
  | {
      readonly kind: 'dropSearch'
      readonly table: string
      readonly name: string
      readonly columns: readonly string[]
    }
  | { readonly kind: 'dropIndex'; readonly table: string; readonly name: string }
  | { readonly kind: 'renameTable'; readonly from: string; readonly table: string }
  | { readonly kind: 'renameColumn'; readonly table: string; readonly from: string; readonly column: string }
  | { readonly kind: 'changeId'; readonly table: string; readonly from: IdKind; readonly to: IdKind }
  | { readonly kind: 'createTable'; readonly table: string; readonly definition: TableSnapshot }
  | {
      readonly kind: 'dropReference'
      readonly table: string
      readonly column: string
      readonly reference: ReferenceSnapshot
    }
  | {
      readonly kind: 'addReference'
      readonly table: string
      readonly column: string
      readonly reference: ReferenceSnapshot
      /** Of a column that is added as well. */
      readonly isOfNew: boolean
    }
  | {
      readonly kind: 'addColumn'
      readonly table: string
      readonly column: string
      readonly to: ColumnSnapshot
    }
  | {
      readonly kind: 'changeColumn'
      readonly table: string
      readonly column: string
      readonly from: ColumnSnapshot
      readonly to: ColumnSnapshot
    }
  | {
      readonly kind: 'changeDefault'
      readonly table: string
      readonly column: string
      readonly to: ColumnSnapshot
    }
  | {
      readonly kind: 'dropColumn'
      readonly table: string
      readonly column: string
      readonly from: ColumnSnapshot
    }
  | { readonly kind: 'dropTable'; readonly table: string; readonly definition: TableSnapshot }
  | {
      readonly kind: 'createIndex'
      readonly table: string
      readonly name: string
      readonly index: IndexSnapshot
    }
  | {
      readonly kind: 'createSearch'
      readonly table: string
      readonly name: string
      readonly columns: readonly string[]
    }
  | { readonly kind: 'joinColumns'; readonly table: string; readonly column: string; readonly former: string }

/** An operation in words. */
export function toSentence(operation: Operation): string {
  const { table } = operation
  switch (operation.kind) {
    case 'createTable':
      return `${table}: is made`
    case 'dropTable':
      return `${table}: is dropped`
    case 'renameTable':
      return `${table}: is the table ${operation.from} by another name`
    case 'changeId':
      return `${table}: names its rows by ${operation.to}, and no longer by ${operation.from}`
    case 'renameColumn':
      return `${table}.${operation.column}: is the column ${operation.from} by another name`
    case 'addColumn':
      return `${table}.${operation.column}: is added, ${toColumnWords(operation.to)}`
    case 'changeDefault':
      return operation.to.default === undefined
        ? `${table}.${operation.column}: has no default any more`
        : `${table}.${operation.column}: is ${JSON.stringify(operation.to.default)} where nothing is written to it`
    case 'dropColumn':
      return `${table}.${operation.column}: is dropped`
    case 'changeColumn':
      return `${table}.${operation.column}: ${toColumnWords(operation.from)} becomes ${toColumnWords(operation.to)}`
    case 'addReference':
    case 'dropReference': {
      const { table: target, onDelete } = operation.reference
      const verb = operation.kind === 'addReference' ? 'refers' : 'no longer refers'
      return `${table}.${operation.column}: ${verb} to ${target} (on delete: ${onDelete})`
    }
    case 'createIndex':
      return `${table}: gets the ${operation.index.unique ? 'unique ' : ''}index ${operation.name}`
    case 'dropIndex':
      return `${table}: loses the index ${operation.name}`
    case 'createSearch':
      return `${table}: is searched by ${operation.columns.join(', ')}`
    case 'dropSearch':
      return `${table}: loses the search index ${operation.name}`
    case 'joinColumns':
      return `${table}.${operation.column}: takes the values of ${operation.former}, and both are kept in step`
    case 'partColumns':
      return `${table}.${operation.column}: is no longer kept in step with ${operation.former}`
  }
}

function toColumnWords({ type, nullable, scale, ignoreCase, length, precision }: ColumnSnapshot): string {
  const digits = precision === undefined ? '' : ` of ${precision} digits`
  const most = length === undefined ? '' : ` of up to ${length} characters`
  const places = `${digits}${most}${scale === undefined ? '' : ` with ${scale} places`}`
  return `${nullable ? 'optional' : 'required'} ${type}${places}${ignoreCase ? ' without regard to case' : ''}`
}
