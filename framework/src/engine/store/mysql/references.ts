import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import { referredBy } from '../sql/property-of.ts'

/** A column whose rows go, or lose what stands in it, with the row it names. */
export interface Reference {
  /** The table it stands in. */
  readonly table: string
  readonly column: string
  readonly onDelete: 'cascade' | 'setNull'
}

/**
 * Which rows follow those that are deleted. InnoDB sees to them by itself, but tells no trigger of it, so that the version
 * of a row whose reference was emptied would stay; and not further than fifteen rows deep.
 */
export class References {
  readonly #byTarget = new Map<string, Reference[]>()

  constructor(models: Iterable<Model> = []) {
    const seen = new Set<string>()
    for (const model of models) {
      for (const property of model.properties.values()) {
        const target = referredBy(model, property)
        const { onDelete = 'restrict' } = property.definition
        const reference = { table: model.table, column: columnOf(property), onDelete }
        const key = JSON.stringify(reference)
        if (target === undefined || reference.onDelete === 'restrict' || seen.has(key)) continue
        seen.add(key)
        this.#byTarget.set(target.table, [...this.to(target.table), reference as Reference])
      }
    }
  }

  to(table: string): readonly Reference[] {
    return this.#byTarget.get(table) ?? []
  }

  /** Whether more follows the rows of a table than InnoDB does as it should. */
  needsCare(table: string, above: readonly string[] = []): boolean {
    if (above.includes(table)) return true
    return this.to(table).some(
      (reference) => reference.onDelete === 'setNull' || this.needsCare(reference.table, [...above, table]),
    )
  }
}
