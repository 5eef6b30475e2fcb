import { isDeepStrictEqual } from 'node:util'
import type { DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { columnOf } from './column.ts'
import type { Model, Property } from './model.ts'

/**
 * Lets resources that are kept in one table, such as two versions of one, fill each other's columns: a row that one of
 * them makes has the defaults of the others. Returns what they disagree about.
 */
export function shareTables(models: Iterable<Model>): DeclarationFault[] {
  const byTable = Map.groupBy(models, ({ table }) => table)
  return [...byTable.values()].flatMap((sharing) =>
    sharing.flatMap((model) =>
      sharing.filter((other) => other !== model).flatMap((other) => shareWith(model, other)),
    ),
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
  if (isDeepStrictEqual(toColumn(own), toColumn(theirs))) return []
  return [
    {
      path: `${model.name}.fields.${own.name}`,
      message: `is kept in the column of ${other.name}.${theirs.name}, which is of another type`,
      remedy: 'give both the same kind, and make both optional or none',
    },
  ]
}

const toColumn = ({ kind, definition }: Property) => ({
  type: kind.column,
  collation: kind.collation?.(definition),
  optional: definition.optional,
  scale: definition.scale,
  target: definition.target,
  isSecret: definition.kind === 'secret',
})

/** A row that is made without knowing of a column needs something to stand in it. */
function checkFilled(model: Model, other: Model, { name, definition }: Property): DeclarationFault[] {
  if (definition.optional || definition.hasDefault) return []
  return [
    {
      path: `${other.name}.fields.${name}`,
      message: `must have a value, but rows of the table ${model.table} are also made without it`,
      remedy: 'add .optional() or .default(…)',
    },
  ]
}
