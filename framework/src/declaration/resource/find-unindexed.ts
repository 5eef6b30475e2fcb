import type { DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { pathOf, type Model, type Models, type Property } from './model.ts'

/**
 * Declared filters and orders that no index serves: lists work without, but read the whole table. Unique fields,
 * references and what every row has (`id`, `createdAt`, `updatedAt`) have one; what can be asked only for its presence
 * needs none, and related rows are found by the reference that joins them.
 */
export function findUnindexed(models: Models): DeclarationFault[] {
  return [...models.values()].filter(({ internal }) => !internal).flatMap(findIn)
}

function findIn(model: Model): DeclarationFault[] {
  return [...model.properties.values()].flatMap((property) => {
    const uses = usesOf(model, property)
    if (uses.length === 0 || isIndexed(model, property)) return []
    return [
      {
        path: `${pathOf(model)}.fields.${property.name}`,
        message: `is a declared ${uses.join(' and ')} without an index`,
        remedy: 'add .indexed()',
      },
    ]
  })
}

function usesOf({ filter, sort }: Model, { name, kind }: Property): string[] {
  const isCompared = kind.operators.includes('eq')
  return [...(filter.has(name) && isCompared ? ['filter'] : []), ...(sort.has(name) ? ['sort'] : [])]
}

function isIndexed({ unique }: Model, { name, definition, system }: Property): boolean {
  return system || definition.indexed || definition.unique || unique.some(([first]) => first === name)
}
