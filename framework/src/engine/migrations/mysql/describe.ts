import type { MigrationSession } from '../database.ts'
import type { Forms } from '../differences.ts'

/** A column, in the same form whether it is there or declared. */
export interface ColumnDescription {
  /** Such as `varchar(255)`. */
  readonly type: string
  readonly collation: string | null
  readonly isRequired: boolean
  readonly isCounted: boolean
  readonly isGenerated: boolean
  /** What a search column says of itself. */
  readonly note: string
}

/** An index, or its only part that differs: the columns it looks at. */
export interface IndexDescription {
  readonly kind: string
  readonly isUnique: boolean
  readonly columns: readonly string[]
}

export interface ReferenceDescription {
  readonly column: string
  readonly target: string
  readonly onDelete: string
}

/** Tables that are made by no declaration: what was applied, and what is counted. */
const isOurs = (table: string): boolean => table.startsWith('ninety_')

const tables = `SELECT table_name AS owner, table_type AS type, engine AS engine FROM information_schema.tables
  WHERE table_schema = database()`

const columns = `SELECT table_name AS owner, column_name AS name, column_type AS type, collation_name AS collation,
    is_nullable AS nullable, extra AS extra, column_comment AS note
  FROM information_schema.columns WHERE table_schema = database()`

const indexes = `SELECT table_name AS owner, index_name AS name, index_type AS kind, non_unique AS shared, column_name AS looked
  FROM information_schema.statistics WHERE table_schema = database() ORDER BY table_name, index_name, seq_in_index`

const references = `SELECT k.table_name AS owner, k.constraint_name AS name, k.column_name AS referring,
    k.referenced_table_name AS target, r.delete_rule AS action
  FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
    ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
  WHERE k.table_schema = database() AND k.referenced_table_name IS NOT NULL`

const checks = `SELECT table_name AS owner, constraint_name AS name FROM information_schema.table_constraints
  WHERE table_schema = database() AND constraint_type = 'CHECK'`

const triggers = `SELECT event_object_table AS owner, trigger_name AS name FROM information_schema.triggers
  WHERE trigger_schema = database()`

/** What is in the database of a connection. */
export async function describe(session: MigrationSession): Promise<Forms> {
  const forms = new Map<string, unknown>()
  const read = async (query: string, add: (row: Readonly<Record<string, string | null>>) => void) => {
    for (const row of (await session.all(query)) as readonly Readonly<Record<string, string | null>>[])
      if (!isOurs(String(row['owner']))) add(row)
  }
  await read(tables, ({ owner, type, engine }) => {
    const isTable = type === 'BASE TABLE'
    forms.set(`${isTable ? 'table' : 'view'} ${owner}`, isTable ? engine : type)
  })
  await read(columns, (row) => forms.set(`column ${row['owner']}.${row['name']}`, toColumn(row)))
  await read(indexes, ({ owner, name, kind, shared, looked }) => {
    const key = `index ${owner}.${name}`
    const known = forms.get(key) as IndexDescription | undefined
    const before = known?.columns ?? []
    forms.set(key, { kind, isUnique: Number(shared) === 0, columns: [...before, looked] })
  })
  await read(references, ({ owner, name, referring, target, action }) =>
    forms.set(`constraint ${owner}.${name}`, { column: referring, target, onDelete: action }),
  )
  await read(checks, ({ owner, name }) => forms.set(`constraint ${owner}.${name}`, 'CHECK'))
  await read(triggers, ({ owner, name }) => forms.set(`trigger ${owner}.${name}`, true))
  return forms
}

function toColumn(row: Readonly<Record<string, string | null>>): ColumnDescription {
  const { type, collation, nullable, extra, note } = row
  return {
    // MariaDB tells how wide numbers are shown, MySQL does not.
    type: String(type).replace(/^(bigint|int)\(\d+\)/, '$1'),
    collation: collation ?? null,
    isRequired: nullable === 'NO',
    isCounted: /auto_increment/i.test(String(extra)),
    isGenerated: /(?:stored|virtual|persistent) generated/i.test(String(extra)),
    note: String(note),
  }
}
