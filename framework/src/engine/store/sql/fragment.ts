import { sql } from 'kysely'
import type { JsonPiece, Sql } from './dialect.ts'

export const isTrue: Sql = sql`1=1`
export const isFalse: Sql = sql`1=0`

const widest = 8

/** Joins any number of operands in a balanced tree: databases bound the depth of expressions, not their number. */
export function joinBalanced(operands: readonly Sql[], operator: Sql): Sql {
  if (operands.length <= widest) return sql`(${sql.join(operands, operator)})`
  const size = Math.max(widest, Math.ceil(operands.length / widest))
  const groups: Sql[] = []
  for (let start = 0; start < operands.length; start += size) {
    groups.push(joinBalanced(operands.slice(start, start + size), operator))
  }
  return joinBalanced(groups, operator)
}

export function allOf(conditions: readonly Sql[]): Sql {
  if (conditions.length < 2) return conditions[0] ?? isTrue
  return joinBalanced(conditions, sql` AND `)
}

export function anyOf(conditions: readonly Sql[]): Sql {
  if (conditions.length < 2) return conditions[0] ?? isFalse
  return joinBalanced(conditions, sql` OR `)
}

/** Pieces of JSON text as SQL, neighbouring fixed ones made one literal. */
export function toOperands(pieces: readonly JsonPiece[]): Sql[] {
  const operands: Sql[] = []
  let text = ''
  const flush = () => {
    if (text !== '') operands.push(sql.lit(text))
    text = ''
  }
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece
    } else {
      flush()
      operands.push(piece)
    }
  }
  flush()
  return operands
}
