import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Bound, Sql } from '../sql/dialect.ts'
import { propertyOf } from '../sql/property-of.ts'
import { Shape } from '../sql/shape.ts'
import type { Statements } from '../sql/statements.ts'
import type { Reference, References } from './references.ts'

/** Rows that go together, all of one table. */
interface Doomed {
  readonly table: string
  readonly ids: readonly Bound[]
}

/**
 * Deletes a row, and before it those that go with it, the last ones first; what is emptied on the way grows in version.
 * @param remove deletes the row itself; false: it was not there in that version
 */
export async function followDeletion(
  statements: Statements,
  references: References,
  model: Model,
  { id, version }: { readonly id: string | number; readonly version: number },
  remove: () => Promise<boolean>,
): Promise<boolean> {
  const bound = statements.dialect.encode(propertyOf(model, 'id'), id) ?? null
  if (!(await isThere(statements, model.table, bound, version))) return false
  const levels = await findDoomed(statements, references, { table: model.table, ids: [bound] })
  for (const { table, ids } of levels.toReversed()) {
    await eachPart(statements, `delete ${table}`, [], ids, (list) => {
      return sql`DELETE FROM ${sql.id(table)} WHERE "id" IN (${list})`
    })
  }
  return remove()
}

async function isThere(statements: Statements, table: string, id: Bound, version: number): Promise<boolean> {
  const shape = new Shape(statements.dialect, `lock ${table}`)
  shape.bind(id)
  shape.bind(version)
  const row = await statements.one(shape, (compilation) => {
    const [first, second] = [compilation.nextSlot(), compilation.nextSlot()]
    return sql`SELECT 1 FROM ${sql.id(table)} WHERE "id" = ${first} AND "version" = ${second} FOR UPDATE`
  })
  return row !== undefined
}

/** What goes with some rows, level by level; what is emptied is emptied. */
async function findDoomed(
  statements: Statements,
  references: References,
  first: Doomed,
): Promise<readonly Doomed[]> {
  const known = new Set(first.ids.map((id) => toKey(first.table, id)))
  const levels: Doomed[] = []
  for (const waiting = [first]; waiting.length > 0;) {
    const { table, ids } = waiting.shift()!
    for (const reference of references.to(table)) {
      if (reference.onDelete === 'setNull') {
        await empty(statements, reference, ids, first)
        continue
      }
      const found = await findReferring(statements, reference, ids)
      const more = {
        table: reference.table,
        ids: found.filter((id) => !known.has(toKey(reference.table, id))),
      }
      if (more.ids.length === 0) continue
      for (const id of more.ids) known.add(toKey(more.table, id))
      levels.push(more)
      waiting.push(more)
    }
  }
  return levels
}

const toKey = (table: string, id: Bound): string => `${table} ${id}`

/** A row that goes by itself keeps the version it is deleted in, whatever it refers to. */
function empty(
  statements: Statements,
  { table, column }: Reference,
  ids: readonly Bound[],
  first: Doomed,
): Promise<unknown> {
  const isOfFirst = table === first.table
  return eachPart(
    statements,
    `empty ${table} ${column} ${isOfFirst}`,
    isOfFirst ? first.ids : [],
    ids,
    (list, [own]) => {
      const changes = sql`${sql.id(column)} = NULL, "version" = "version" + 1`
      const others = own === undefined ? sql`` : sql` AND "id" <> ${own}`
      return sql`UPDATE ${sql.id(table)} SET ${changes} WHERE ${sql.id(column)} IN (${list})${others}`
    },
  )
}

async function findReferring(
  statements: Statements,
  { table, column }: Reference,
  ids: readonly Bound[],
): Promise<Bound[]> {
  const rows = await eachPart(statements, `refer ${table} ${column}`, [], ids, (list) => {
    return sql`SELECT "id" FROM ${sql.id(table)} WHERE ${sql.id(column)} IN (${list}) FOR UPDATE`
  })
  return rows.map(([id]) => id as Bound)
}

const sizes = [1, 10, 100] as const

/** Runs a statement for some ids at a time, of as many as make few statements; the last one stands for those missing. */
async function eachPart(
  statements: Statements,
  key: string,
  others: readonly Bound[],
  ids: readonly Bound[],
  compile: (list: Sql, others: readonly Sql[]) => Sql,
): Promise<unknown[][]> {
  const rows: unknown[][] = []
  for (let start = 0; start < ids.length;) {
    const size = sizes.find((each) => each >= ids.length - start) ?? 100
    const shape = new Shape(statements.dialect, `${key} ${size} `)
    for (let index = 0; index < size; index++) shape.bind(ids[start + index] ?? ids.at(-1)!)
    for (const other of others) shape.bind(other)
    const found = await statements.all(shape, (compilation) => {
      const list = sql.join(Array.from({ length: size }, () => compilation.nextSlot()))
      return compile(
        list,
        others.map(() => compilation.nextSlot()),
      )
    })
    rows.push(...found)
    start += size
  }
  return rows
}
