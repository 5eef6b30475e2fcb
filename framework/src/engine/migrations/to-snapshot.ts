import { columnOf } from '../../declaration/resource/column.ts'
import type { Model, Property } from '../../declaration/resource/model.ts'
import { toColumnForm } from '../store/sql/column-form.ts'
import { columnAt, referredBy } from '../store/sql/property-of.ts'
import { searchWords } from '../store/sql/search-words.ts'
import { toIndexes } from '../store/sql/tables.ts'
import { mysqlWords, toSizes, type Sizes } from './mysql/sizes.ts'
import type { ColumnSnapshot, DialectName, IndexSnapshot, Snapshot, TableSnapshot } from './snapshot.ts'

/** The tables that the models of an API are kept in; models that share one are one table. */
export function toSnapshot(dialect: DialectName, models: Iterable<Model>): Snapshot {
  const byTable = Map.groupBy(models, ({ table }) => table)
  const tables = [...byTable].map(([name, sharing]) => [name, toTable(dialect, sharing)] as const)
  return { format: 1, dialect, ...wordsOf[dialect], tables: Object.fromEntries(tables.sort(byName)) }
}

const wordsOf: Readonly<Record<DialectName, Pick<Snapshot, 'words'>>> = {
  sqlite: {},
  postgres: { words: searchWords },
  mysql: { words: mysqlWords },
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1

function toTable(dialect: DialectName, models: readonly Model[]): TableSnapshot {
  const sizes = dialect === 'mysql' ? toSizes(models) : new Map<string, Sizes>()
  const columns = new Map<string, ColumnSnapshot>()
  const indexes = new Map<string, IndexSnapshot>()
  const searches = new Map<string, readonly string[]>()
  for (const model of models) {
    for (const property of model.properties.values()) {
      const column = columnOf(property)
      if (property.name !== 'id' && !columns.has(column))
        columns.set(column, { ...toColumn(model, property), ...sizes.get(column) })
    }
    const toColumns = (names: readonly string[]) => names.map((name) => columnAt(model, name))
    for (const { name, columns: names, unique } of toIndexes(model))
      if (!indexes.has(name)) indexes.set(name, { columns: toColumns(names), unique })
    if (model.search.length > 0 && !searches.has(model.searchedAs))
      searches.set(model.searchedAs, toColumns(model.search))
  }
  return {
    id: models[0]!.idKind,
    columns: Object.fromEntries(columns),
    indexes: Object.fromEntries(indexes),
    searches: Object.fromEntries(searches),
  }
}

function toColumn(model: Model, property: Property): ColumnSnapshot {
  const { definition } = property
  const target = referredBy(model, property)
  const { onDelete = 'restrict' } = definition
  // The default of a secret is no hash yet.
  const hasConstant =
    definition.hasDefault && typeof definition.default !== 'function' && definition.kind !== 'secret'
  return {
    ...toColumnForm(property),
    ...(hasConstant && { default: definition.default }),
    ...(target !== undefined && { references: { table: target.table, onDelete } }),
  }
}
