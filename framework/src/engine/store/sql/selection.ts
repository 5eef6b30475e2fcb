import { sql } from 'kysely'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Expansion, SelectedProperty, Selection } from '../../../declaration/resource/query.ts'
import type { Compilation } from './compilation.ts'
import { compileFileUrl } from './file-url.ts'
import { compileCondition, joinRelation, shapeCondition } from './condition.ts'
import type { JsonPiece, Sql } from './dialect.ts'
import { toOperands } from './fragment.ts'
import { compileOrder, shapeOrder, toOrderKeys, withId } from './order.ts'
import { propertyOf } from './property-of.ts'
import { markReal } from './real-text.ts'
import type { Shape } from './shape.ts'

// Most selections are the same few objects again and again, and have no values.
const plainKeys = new WeakMap<Selection, string>()

/** Adds what is selected to a shape, and its values in the order `compileSelection` asks for them. */
export function shapeSelection(shape: Shape, model: Model, selection: Selection): void {
  const known = plainKeys.get(selection)
  if (known !== undefined) {
    shape.key += known
    return
  }
  const start = shape.key.length
  addSelection(shape, model, selection)
  const isPlain = selection.expansions.length === 0 && selection.properties.every(({ where }) => !where)
  if (isPlain) plainKeys.set(selection, shape.key.slice(start))
}

const marks = { wire: '{', code: '{=', kept: '{!' } as const

function addSelection(shape: Shape, model: Model, { properties, expansions, form }: Selection): void {
  shape.key += marks[form]
  for (const { name, where } of properties) {
    if (where === undefined) {
      shape.key += `${name},`
    } else {
      shape.key += `${name}?`
      shapeCondition(shape, model, where)
    }
  }
  for (const expansion of expansions) shapeExpansion(shape, expansion)
  shape.key += '}'
}

function shapeExpansion(
  shape: Shape,
  { relation, where, selection, otherwise, filter, sort, limit }: Expansion,
): void {
  shape.key += `+${relation.name} `
  shapeCondition(shape, relation.target, where)
  shapeSelection(shape, relation.target, selection)
  if (otherwise !== undefined) {
    shape.key += '/'
    shapeCondition(shape, relation.target, otherwise.where)
    shapeSelection(shape, relation.target, otherwise.selection)
  }
  if (filter !== undefined) {
    shape.key += '~'
    shapeCondition(shape, relation.target, filter)
  }
  if (relation.kind === 'one') return
  shapeOrder(shape, sort)
  shape.bind(limit)
}

/**
 * The JSON text of one row as an SQL expression.
 * @param table name or alias of the table the row stands in
 */
export function compileSelection(
  compilation: Compilation,
  model: Model,
  table: string,
  { properties, expansions, form }: Selection,
): Sql {
  const members: JsonPiece[] = []
  for (const selected of properties) {
    members.push(...compileProperty(compilation, model, table, selected, form))
  }
  for (const expansion of expansions) {
    members.push(
      `,${JSON.stringify(expansion.relation.name)}:`,
      compileExpansion(compilation, model, table, expansion),
    )
  }
  return toObject(compilation, members)
}

/** Every member begins with a comma; the first one's is left out, whichever member that is for the row. */
function toObject({ dialect }: Compilation, [first, ...rest]: readonly JsonPiece[]): Sql {
  if (first === undefined) return sql.lit('{}')
  if (typeof first === 'string') {
    return dialect.concatenate(toOperands([`{${first.slice(1)}`, ...rest, '}']))
  }
  const members = dialect.concatenate(toOperands([first, ...rest]))
  return dialect.concatenate(toOperands(['{', sql`substr(${members}, 2)`, '}']))
}

function compileProperty(
  compilation: Compilation,
  model: Model,
  table: string,
  { name, where }: SelectedProperty,
  form: Selection['form'],
): readonly JsonPiece[] {
  const property = propertyOf(model, name)
  const condition = where && compileCondition(compilation, model, table, where)
  // Hashes of secrets leave the database by `findSecret` alone.
  if (property.definition.kind === 'secret') return []
  const { dialect } = compilation
  const column = sql.id(table, columnOf(property))
  const isFile = property.kind.column === 'file' && form !== 'kept'
  const value = isFile
    ? dialect.toFileJson(property, column, compileFileUrl(compilation, model, table, name))
    : dialect.toJson(property, column, form)
  const written = property.kind.column === 'real' ? markReal(value) : value
  const member = [`,${JSON.stringify(name)}:`, ...written]
  if (condition === undefined) return member
  return [sql`CASE WHEN ${condition} THEN ${dialect.concatenate(toOperands(member))} ELSE '' END`]
}

function compileExpansion(compilation: Compilation, model: Model, outer: string, expansion: Expansion): Sql {
  const alias = compilation.nextAlias()
  const { from, on } = joinRelation(compilation, model, expansion.relation, outer, alias)
  const { json, isShown } = compileRelated(compilation, alias, expansion)
  const where = sql`${on} AND ${isShown}`
  if (expansion.relation.kind === 'one')
    return sql`coalesce((SELECT ${json} FROM ${from} WHERE ${where}), 'null')`
  const { dialect } = compilation
  const keys = toOrderKeys(expansion.relation.target, withId(expansion.sort))
  const limit = dialect.limit(compilation.nextSlot())
  const joined = dialect.join({
    text: json,
    from,
    where,
    order: compileOrder(dialect, alias, keys),
    limit,
    alias: compilation.nextAlias(),
  })
  return dialect.concatenate(toOperands(['[', joined, ']']))
}

/** What is shown of a related row, and of which rows anything is. */
function compileRelated(
  compilation: Compilation,
  alias: string,
  { relation: { target }, where, selection, otherwise, filter }: Expansion,
): { readonly json: Sql; readonly isShown: Sql } {
  const isFull = compileCondition(compilation, target, alias, where)
  const full = compileSelection(compilation, target, alias, selection)
  const isPart = otherwise && compileCondition(compilation, target, alias, otherwise.where)
  const part = otherwise && compileSelection(compilation, target, alias, otherwise.selection)
  const isWanted = filter && compileCondition(compilation, target, alias, filter)
  const isSeen = isPart === undefined ? isFull : sql`(${isFull} OR ${isPart})`
  return {
    json: part === undefined ? full : sql`CASE WHEN ${isFull} THEN ${full} ELSE ${part} END`,
    isShown: isWanted === undefined ? isSeen : sql`${isSeen} AND ${isWanted}`,
  }
}
