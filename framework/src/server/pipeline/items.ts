// A write of many rows is judged row by row, each as a request of its own, and done for all of them or for none.
import { noPreferences } from '../../protocol/representation/prefer.ts'
import { InvalidQuery, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { mostFaults, Problem, type Fault, type ProblemType } from '../../kernel/problem/problem.ts'
import { unconditional } from '../../protocol/conditional/preconditions.ts'
import { findTooManyEmbedded } from '../../protocol/query/embedded-rows.ts'
import { Exchange } from './exchange.ts'
import type { Stage } from './stage.ts'

/** One row of a write of many, as a request of its own: whose it is and where it stands is that of the whole. */
export function toItem(exchange: Exchange): Exchange {
  const { request, route, session, now } = exchange
  const item = new Exchange(request, route, session, now)
  item.principal = exchange.principal
  item.allowed = exchange.allowed
  item.readable = exchange.readable
  item.representation = exchange.representation
  item.above = exchange.above
  item.place = exchange.place
  item.view = exchange.view
  item.body = exchange.body
  item.bodyType = exchange.bodyType
  item.preconditions = unconditional
  item.preferences = noPreferences
  return item
}

/** The rows of a body that is a list: 422 where there is none, or more than the resource takes at once. */
export function toBodyItems(exchange: Exchange, bodies: readonly unknown[]): readonly Exchange[] {
  const most = exchange.route.model.limits.bulk
  if (bodies.length === 0) throw refuseCount('too_few', 'must have at least one row')
  if (bodies.length > most) throw refuseCount('too_many', `must have at most ${most} rows`)
  const tooMany = findTooManyEmbedded(exchange.view!.selection, bodies.length)
  if (tooMany !== undefined) {
    const [code, detail] = tooMany
    throw new InvalidQuery({ errors: [{ parameter: 'expand', code, detail }] })
  }
  return bodies.map((body) => {
    const item = toItem(exchange)
    item.body = body
    return item
  })
}

function refuseCount(code: string, detail: string): Problem {
  return new ValidationFailed({ errors: [{ pointer: '', code, detail }] })
}

/** A stage done for every row; what is wrong with any of them is told together. */
export function forEachItem(stage: Stage): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const items = exchange.items!
    const refused: Refused[] = []
    for (const [index, item] of items.entries()) {
      item.session = exchange.session
      try {
        await stage(item)
      } catch (problem) {
        if (!isOfItem(problem)) throw problem
        refused.push({ index, item, problem })
      }
    }
    if (refused.length > 0) throw toOneProblem(refused, items.length)
  }
}

/** Does work for one row; what is wrong with it says which one it is. */
export async function asItem<Result>(
  exchange: Exchange,
  index: number,
  work: (item: Exchange) => Promise<Result>,
): Promise<Result> {
  const item = exchange.items![index]!
  try {
    return await work(item)
  } catch (problem) {
    throw isOfItem(problem) ? toOneProblem([{ index, item, problem }], exchange.items!.length) : problem
  }
}

interface Refused {
  readonly index: number
  readonly item: Exchange
  readonly problem: Problem
}

// To sign in again is no matter of one row, and what is a fault of ours says nothing of itself.
const isOfItem = (error: unknown): error is Problem =>
  error instanceof Problem && error.status < 500 && error.status !== 401

/** The problem that is told first of one row, with what is wrong in each. */
function toOneProblem(refused: readonly Refused[], count: number): Problem {
  const { code, status, title, headers, cause } =
    refused.find(({ problem }) => problem.status === 422)?.problem ?? refused[0]!.problem
  const faults = refused
    .filter(({ problem }) => problem.code === code)
    .flatMap((each) => toFaults(each).map((fault) => ({ fault, each })))
  const errors = [...Map.groupBy(faults, ({ fault }) => JSON.stringify(fault)).values()].flatMap((same) =>
    // What is wrong in the body for every row that is to be changed is wrong with the request.
    same.length === count && same[0]!.each.item.row !== undefined && same[0]!.fault.pointer !== undefined
      ? [same[0]!.fault]
      : same.map(({ fault, each }) => toPlaced(fault, each)),
  )
  return new Problem({ code, status, title } as ProblemType, {
    errors: errors.slice(0, mostFaults),
    cause,
    ...(headers !== undefined && { headers }),
  })
}

/** What is wrong with a row, in the terms of the row. */
function toFaults({ problem }: Refused): readonly Fault[] {
  const { errors, code, detail, title } = problem
  return errors !== undefined && errors.length > 0
    ? errors
    : [{ code: code.toLowerCase(), detail: detail ?? title }]
}

/** Rows of a body have a place in it, rows that are there have ids. */
function toPlaced(fault: Fault, { index, item }: Refused): Fault {
  if (item.row !== undefined) return { id: item.row.id, ...fault }
  return { ...fault, pointer: `/${index}${fault.pointer ?? ''}` }
}
