import { isDeepStrictEqual } from 'node:util'
import type { DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { columnOf } from './column.ts'
import { pathOf, type Model, type Property } from './model.ts'

/**
 * Lets resources that are kept in one table, such as two versions of one, fill each other's columns: a row that one of
 * them makes has the defaults of the others, and is forgotten by caches under one name. Returns what they disagree about.
 */
export function shareTables(models: Iterable<Model>): DeclarationFault[] {
  const byTable = Map.groupBy(models, ({ table }) => table)
  return [...byTable.values()].flatMap((sharing) =>
    sharing.flatMap((model) => {
      ;(model as { cachedAs: string }).cachedAs = sharing[0]!.name
      return sharing.filter((other) => other !== model).flatMap((other) => shareWith(model, other))
    }),
  )
}

function shareWith(model: Model, other: Model): DeclarationFault[] {
  const known = new Map([...model.properties.values()].map((property) => [columnOf(property), property]))
  const beside = model.beside as Property[]
  return [...other.properties.values()].flatMap((theirs) => {
    const own = known.get(columnOf(theirs))
    if (own !== undefined) return checkAlike(model, own, other, theirs)
    if (beside.every((each) => columnOf(each) !== columnOf(theirs))) beside.push(theirs)
    return checkFilled(model, other, theirs)
  })
}

/** A column has one type, whoever looks at it. */
function checkAlike(model: Model, own: Property, other: Model, theirs: Property): DeclarationFault[] {
  const path = `${pathOf(model)}.fields.${own.name}`
  const column = `the column of ${pathOf(other)}.${theirs.name}`
  if (!isDeepStrictEqual(toColumn(model, own), toColumn(other, theirs))) {
    const remedy = 'give both the same kind, and make both optional or none'
    return [{ path, message: `is kept in ${column}, which is of another type`, remedy }]
  }
  const isUnique = [own, theirs].map(({ definition }) => definition.unique)
  if (!isUnique[0] && isUnique[1]) {
    const message = `is kept in ${column}, which must be unique`
    return [{ path, message, remedy: 'make both unique, or none' }]
  }
  // Each side of links says what becomes of the other end; one that is silent says nothing else.
  if (!model.joins && own.definition.onDelete !== theirs.definition.onDelete) {
    const message = `is kept in ${column}, which says something else of onDelete`
    return [{ path, message, remedy: 'say the same in both' }]
  }
  return []
}

const toColumn = (model: Model, { name, kind, definition }: Property) => ({
  type: kind.column,
  collation: kind.collation?.(definition),
  optional: definition.optional,
  scale: definition.scale,
  target: tableOf(model, name) ?? definition.target,
  isSecret: definition.kind === 'secret',
})

/** Where the rows are kept that a reference names: their resources may have names of their own too. */
function tableOf({ relations }: Model, reference: string): string | undefined {
  for (const relation of relations.values())
    if (relation.kind === 'one' && relation.field === reference) return relation.target.table
  return undefined
}

/** A row that is made without knowing of a column needs something to stand in it. */
function checkFilled(model: Model, other: Model, { name, definition }: Property): DeclarationFault[] {
  if (definition.optional || definition.hasDefault) return []
  return [
    {
      path: `${pathOf(other)}.fields.${name}`,
      message: `must have a value, but rows of the table ${model.table} are also made without it`,
      remedy: 'add .optional() or .default(…)',
    },
  ]
}
