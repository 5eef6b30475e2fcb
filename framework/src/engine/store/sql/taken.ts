import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { StoredValues } from '../store.ts'
import type { Compilation } from './compilation.ts'
import { collationOf, type Bound, type Dialect, type Sql } from './dialect.ts'
import { allOf } from './fragment.ts'
import { propertyOf } from './property-of.ts'
import { keyOf, Shape } from './shape.ts'
import type { Statements } from './statements.ts'
import { toIndexes } from './tables.ts'

/** A row that was to be written: a new one has its id among its values, a changed one has the id of the row. */
export interface Refused {
  readonly values: StoredValues
  readonly changed?: string | number | undefined
}

/** Fields that are unique together, and whether another row has the values that were to be written. */
export interface Uniqueness {
  readonly names: readonly string[]
  readonly isTaken: boolean
}

/**
 * Looks up what is unique of a row that was refused, in the order of the declaration, by one statement.
 * @param isKnown whether the database has named fields of the model
 */
export async function findTaken(
  statements: Statements,
  model: Model,
  refused: Refused,
  isKnown: boolean,
): Promise<readonly Uniqueness[]> {
  const { dialect } = statements
  const shape = new Shape(dialect, `taken ${keyOf(model)} ${refused.changed === undefined ? '' : 'changed '}`)
  if (refused.changed !== undefined)
    shape.bind(dialect.encode(propertyOf(model, 'id'), refused.changed) ?? null)
  const groups = toGroups(model).filter((names) => isWritten(dialect, model, names, refused))
  // The database has named the only one, and nobody doubts it.
  if (groups.length === 0 || (groups.length === 1 && isKnown && statements.lose === undefined)) return []
  for (const names of groups) {
    shape.key += `${names.map((name) => (isGiven(refused, name) ? name : `(${name})`)).join()} `
    for (const name of names) if (isGiven(refused, name)) shape.bind(encode(dialect, model, name, refused)!)
  }
  const row = await statements.one(shape, (compilation) => compileTaken(compilation, model, groups, refused))
  return groups.map((names, index) => ({ names, isTaken: Number(row?.[index]) === 1 }))
}

const toGroups = (model: Model): (readonly string[])[] => [
  ['id'],
  ...toIndexes(model).flatMap(({ columns, unique }) => (unique ? [columns] : [])),
]

/** Whether a write gives these fields a value: what is absent is never the same. */
function isWritten(dialect: Dialect, model: Model, names: readonly string[], refused: Refused): boolean {
  const given = names.filter((name) => isGiven(refused, name))
  if (given.length < names.length && refused.changed === undefined) return false
  return given.length > 0 && given.every((name) => encode(dialect, model, name, refused) !== undefined)
}

const isGiven = ({ values }: Refused, name: string): boolean => values[name] !== undefined

function encode(dialect: Dialect, model: Model, name: string, { values }: Refused): Bound | undefined {
  const value = values[name] ?? null
  return value === null ? undefined : dialect.encode(propertyOf(model, name), value)
}

function compileTaken(
  compilation: Compilation,
  model: Model,
  groups: readonly (readonly string[])[],
  refused: Refused,
): Sql {
  const { dialect } = compilation
  const table = sql.id(model.table)
  const id = refused.changed === undefined ? undefined : compilation.nextSlot()
  const isSame = (name: string): Sql => {
    const property = propertyOf(model, name)
    const collation = collationOf(property)
    const column = dialect.collate(property, '_1', collation)
    if (isGiven(refused, name))
      return sql`${column} = ${dialect.collateValue(property, compilation.nextSlot(), collation)}`
    const own = dialect.collate(property, '_2', collation)
    return sql`${column} = (SELECT ${own} FROM ${table} AS ${sql.id('_2')} WHERE ${sql.id('_2', 'id')} = ${id!})`
  }
  const isOther = id === undefined ? [] : [sql`${sql.id('_1', 'id')} <> ${id}`]
  const taken = groups.map((names) => {
    const where = allOf([...names.map(isSame), ...isOther])
    return sql`CASE WHEN EXISTS (SELECT 1 FROM ${table} AS ${sql.id('_1')} WHERE ${where}) THEN 1 ELSE 0 END`
  })
  return sql`SELECT ${sql.join(taken)}`
}
