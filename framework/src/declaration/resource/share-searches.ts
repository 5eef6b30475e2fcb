import { isDeepStrictEqual } from 'node:util'
import { columnOf } from './column.ts'
import type { Model } from './model.ts'

/**
 * Gives the versions of a resource that search other columns than the first one indexes of their own; the others share
 * the first one's.
 */
export function shareSearches(models: Iterable<Model>): void {
  const first = new Map<string, Model>()
  for (const model of models) {
    if (model.search.length === 0) continue
    const other = first.get(model.name)
    if (other === undefined) first.set(model.name, model)
    else if (!isDeepStrictEqual(toSearched(model), toSearched(other)))
      (model as { searchedAs: string }).searchedAs = `${model.name}_${model.version!.name}`
  }
}

const toSearched = ({ table, idKind, properties, search }: Model) => ({
  table,
  idKind,
  columns: search.map((name) => columnOf(properties.get(name)!)),
})
