import type { OnDelete } from '../../declaration/schema/field.ts'
import type { IdKind } from '../../declaration/schema/id.ts'
import type { ColumnForm } from '../store/sql/column-form.ts'
import type { DatabaseLocation } from '../store/store.ts'

/** The databases whose migrations can be made. */
export type DialectName = DatabaseLocation['dialect']

/** A column in terms every database can map to its own. */
export interface ColumnSnapshot extends ColumnForm {
  /** What rows take that are made without the column, in the form code sees it; no part of what is compared. */
  readonly default?: unknown
  /** Whether the default has to stand in the database, for a release that makes rows and does not know the column. */
  readonly keepsDefault?: true
  readonly references?: ReferenceSnapshot
}

/** The row of another table that a column names. */
export interface ReferenceSnapshot {
  readonly table: string
  readonly onDelete: OnDelete
}

export interface IndexSnapshot {
  readonly columns: readonly string[]
  readonly unique: boolean
}

/** A table; the columns `id` and `version`, which every table has, stand for themselves. */
export interface TableSnapshot {
  readonly id: IdKind
  readonly columns: Readonly<Record<string, ColumnSnapshot>>
  readonly indexes: Readonly<Record<string, IndexSnapshot>>
  /** Full-text indexes: what each is called after, and the columns it looks into. */
  readonly searches: Readonly<Record<string, readonly string[]>>
  /** While two releases call a column differently: former names by those of now; both columns are kept in step. */
  readonly twins?: Readonly<Record<string, string>>
}

/** What the tables of an API look like; kept beside its migrations, to tell what the next one has to change. */
export interface Snapshot {
  readonly format: 1
  readonly dialect: DialectName
  /** How search columns take texts apart, where the database keeps their words; see `searchWords`. */
  readonly words?: string
  readonly tables: Readonly<Record<string, TableSnapshot>>
}

/** What has a name; tables and columns may be called as what every object has. */
export const findNamed = <Value>(all: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(all, name) ? all[name] : undefined

export const emptySnapshot = (dialect: DialectName): Snapshot => ({ format: 1, dialect, tables: {} })
