// MikroORM's live comparison of a database with entities, as a second opinion of what a migration has made.
import { EntitySchema, MikroORM } from '@mikro-orm/postgresql'
import type { ColumnSnapshot, Snapshot, TableSnapshot } from '../../src/engine/migrations/snapshot.ts'

type Properties = Record<string, Readonly<Record<string, unknown>>>

const types: Readonly<Record<ColumnSnapshot['type'], string>> = {
  text: 'text',
  integer: 'bigint',
  duration: 'bigint',
  real: 'double precision',
  boolean: 'boolean',
  decimal: 'numeric(38,2)',
  timestamp: 'timestamptz(3)',
  date: 'date',
  uuid: 'uuid',
  json: 'json',
  file: 'jsonb',
}

const toType = ({ type, scale = 2 }: Pick<ColumnSnapshot, 'type' | 'scale'>): string =>
  type === 'decimal' ? `numeric(38,${scale})` : types[type]

/** The entities that a snapshot describes, property and column of one name. */
function toEntity(schema: string, name: string, table: TableSnapshot) {
  const properties: Properties = {
    id: {
      type: table.id,
      columnType: toType({ type: table.id }),
      fieldName: 'id',
      primary: true,
      ...(table.id === 'integer' && { autoincrement: true, generated: 'by default as identity' }),
      ...(table.id === 'text' && { collation: 'C' }),
    },
    version: { type: 'integer', columnType: 'int', fieldName: 'version' },
  }
  for (const [column, { nullable, references, ...form }] of Object.entries(table.columns)) {
    const collation = form.type === 'text' ? { collation: 'C' } : {}
    const common = { columnType: toType(form), fieldName: column, nullable, ...collation }
    if (references === undefined) properties[column] = { type: form.type, ...common }
    else
      properties[column] = {
        kind: 'm:1',
        entity: () => references.table,
        ...common,
        deleteRule: { restrict: 'restrict', cascade: 'cascade', setNull: 'set null' }[references.onDelete],
        updateRule: 'no action',
        foreignKeyName: `${name}_${column}_fkey`,
        index: false,
      }
  }
  const indexes = Object.entries(table.indexes).filter(([, { columns }]) =>
    columns.every((column) => table.columns[column]?.ignoreCase !== true),
  )
  return new EntitySchema({
    name,
    schema,
    tableName: name,
    properties: properties as never,
    indexes: indexes
      .filter(([, { unique }]) => !unique)
      .map(([index, { columns }]) => ({ name: index, properties: columns as never })),
    uniques: indexes
      .filter(([, { unique }]) => unique)
      .map(([index, { columns }]) => ({ name: index, properties: columns as never })),
  })
}

/** What MikroORM would still change, a statement each. */
export async function findResidue(
  url: string,
  schema: string,
  snapshot: Snapshot,
): Promise<readonly string[]> {
  const orm = await MikroORM.init({
    clientUrl: url,
    schema,
    entities: Object.entries(snapshot.tables).map(([name, table]) => toEntity(schema, name, table)),
    discovery: { warnWhenNoEntities: false },
    ensureDatabase: false,
    schemaGenerator: { skipTables: [/ninety_migrations/] },
  })
  try {
    const sql = await orm.schema.getUpdateSchemaSQL({ wrap: false })
    return sql
      .split(/;\s*/)
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '')
  } finally {
    await orm.close(true)
  }
}
