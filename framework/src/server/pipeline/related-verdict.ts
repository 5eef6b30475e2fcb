// What rules about related rows come to for one row: where the row itself does not say, the database is asked.
import { isDeepStrictEqual } from 'node:util'
import { some, type Condition } from '../../declaration/condition/condition.ts'
import { matches } from '../../declaration/condition/matches.ts'
import { reduce, relatedIn, type RelatedCondition } from '../../declaration/condition/reduce.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Session } from '../../engine/store/store.ts'
import type { Exchange } from './exchange.ts'

type Values = Readonly<Record<string, unknown>>

const looksAround = oncePer((condition: Condition): boolean => relatedIn(condition).length > 0)

/** Whether a condition holds for the row as it stands: at most one statement, and none where the row itself says. */
export function holdsForRow(exchange: Exchange, condition: Condition): Awaitable<boolean> {
  const { id, values } = exchange.row!
  if (!looksAround(condition)) return matches(condition, values)
  const where = reduce(condition, values)
  if (where.kind === 'constant') return where.value
  const found = exchange.session.find(exchange.route.model, { id, where, selection: idAlone })
  return andThen(found, (row) => row !== undefined)
}

/**
 * Whether a condition holds for a row as it would be written: a statement for each condition on related rows that the
 * values leave open.
 */
export function holdsForValues(exchange: Exchange, condition: Condition, values: Values): Awaitable<boolean> {
  if (!looksAround(condition)) return matches(condition, values)
  const rest = reduce(condition, values)
  if (rest.kind === 'constant') return rest.value
  return settle(exchange, rest, values).then((settled) => matches(settled, values))
}

/** Whether a condition may hold for a row of which only some values are known. */
export async function mayHoldForValues(
  exchange: Exchange,
  condition: Condition,
  values: Values,
): Promise<boolean> {
  const settled = await settle(exchange, reduce(condition, values), values)
  return settled.kind !== 'constant' || settled.value
}

/** Whether values leave open just what the row as it stands did, of which that condition was found to hold. */
export function asksTheSame({ route, row }: Exchange, condition: Condition, values: Values): boolean {
  if (!looksAround(condition)) return false
  const rest = reduce(condition, values)
  return (
    rest.kind !== 'constant' &&
    isDeepStrictEqual(rest, reduce(condition, row!.values)) &&
    relatedIn(rest).every(({ relation }) => {
      const field = referenceOf(route.model, relation)
      return field === undefined || values[field] === row!.values[field]
    })
  )
}

function referenceOf(model: Model, relation: string): string | undefined {
  const known = model.relations.get(relation)
  return known?.kind === 'one' ? known.field : undefined
}

/** The condition with every one on related rows decided whose rows are known. */
async function settle(exchange: Exchange, condition: Condition, values: Values): Promise<Condition> {
  const verdicts = new Map<RelatedCondition, boolean>()
  for (const each of relatedIn(condition)) {
    const verdict = await isRelated(exchange, each, values)
    if (verdict !== undefined) verdicts.set(each, verdict)
  }
  return reduce(condition, values, (each) => verdicts.get(each))
}

/** Undefined where the values do not say which row is meant. */
async function isRelated(
  { route: { model }, session, row }: Exchange,
  { relation: name, of }: RelatedCondition,
  values: Values,
): Promise<boolean | undefined> {
  const field = referenceOf(model, name)
  // Nothing refers to a row yet that is to be made.
  if (field === undefined) return row === undefined ? false : isThere(session, model, row.id, some(name, of))
  if (!(field in values)) return undefined
  const id = values[field] as string | number | null
  return id !== null && isThere(session, model.relations.get(name)!.target, id, of)
}

async function isThere(
  session: Session,
  model: Model,
  id: string | number,
  where: Condition,
): Promise<boolean> {
  return (await session.find(model, { id, where, selection: idAlone })) !== undefined
}
