// What a snapshot says of tables of MySQL and MariaDB alone.
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import { toIndexedLength, toSizedForm } from '../../store/mysql/column-type.ts'
import { words } from '../../store/mysql/search-column.ts'
import type { ColumnForm } from '../../store/sql/column-form.ts'
import { propertyOf } from '../../store/sql/property-of.ts'
import { toIndexes } from '../../store/sql/tables.ts'

/** How search columns take texts apart. */
export const mysqlWords = words

/** How much a column takes in. */
export type Sizes = Pick<ColumnForm, 'length' | 'precision'>

/** The sizes of the columns of models that share a table: an index that a later one brings makes texts shorter. */
export function toSizes(models: readonly Model[]): ReadonlyMap<string, Sizes> {
  const sizes = new Map<string, Sizes>()
  const known = new Set<string>()
  for (const model of models) {
    for (const property of model.properties.values()) {
      const { length, precision } = toSizedForm(model, property)
      const own = { ...(length !== undefined && { length }), ...(precision !== undefined && { precision }) }
      if (!sizes.has(columnOf(property))) sizes.set(columnOf(property), own)
    }
    for (const { name, columns } of toIndexes(model)) {
      if (known.has(name)) continue
      known.add(name)
      for (const each of columns) shorten(sizes, model, each)
    }
  }
  return sizes
}

function shorten(sizes: Map<string, Sizes>, model: Model, name: string): void {
  const property = propertyOf(model, name)
  if (property.kind.column !== 'text') return
  const { length = Number.POSITIVE_INFINITY } = sizes.get(columnOf(property)) ?? {}
  const most = toIndexedLength(model, property) ?? length
  if (most < length) sizes.set(columnOf(property), { length: most })
}
