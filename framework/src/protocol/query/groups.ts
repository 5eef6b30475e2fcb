import type { Scalar } from '../../declaration/condition/condition.ts'
import { isAlways } from '../../declaration/condition/condition.ts'
import { parseMeasure, type Measure } from '../../declaration/resource/measure.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { budget } from './budget.ts'
import type { QueryFaults } from './query-faults.ts'
import { describeUnknown } from './sort.ts'
import { toVisibility, type Caller } from './visibility.ts'

/** What groups of rows are to be shown as. */
export interface GroupsRequest {
  readonly measures: readonly Measure[]
  readonly groupBy: readonly string[]
}

/** What a store makes of one group. */
interface GroupValues {
  readonly keys: readonly (Scalar | null)[]
  readonly values: readonly (Scalar | null)[]
}

/** Names in `aggregate` for this caller: declared, and of a field seen on every row, since all of them have a part. */
export function aggregateNamesFor(model: Model, caller: Caller): string[] {
  return [...model.aggregate].filter((name) => {
    const measure = parseMeasure(name)!
    return measure.function === 'count' || isSeen(model, measure.property, caller)
  })
}

/** Names in `groupBy` for this caller. */
export function groupNamesFor(model: Model, caller: Caller): string[] {
  return [...model.groupBy].filter((name) => isSeen(model, name, caller))
}

const isSeen = (model: Model, name: string, caller: Caller): boolean =>
  isAlways(toVisibility(model.properties.get(name)!.definition, caller))

/** Reads `aggregate` and `groupBy`, as sent. */
export function parseGroups(
  model: Model,
  { aggregate, groupBy }: { readonly aggregate?: string; readonly groupBy?: string },
  caller: Caller,
  faults: QueryFaults,
): GroupsRequest {
  if (aggregate === undefined)
    faults.add('groupBy', 'missing_aggregate', 'must stand together with aggregate')
  const measures = readNames(aggregate, aggregateNamesFor(model, caller), budget.aggregates, (code, detail) =>
    faults.add('aggregate', code, detail),
  )
  const names = readNames(groupBy, groupNamesFor(model, caller), budget.groupKeys, (code, detail) =>
    faults.add('groupBy', code, detail),
  )
  return { measures: measures.map((name) => parseMeasure(name)!), groupBy: names }
}

function readNames(
  text: string | undefined,
  known: readonly string[],
  most: number,
  report: (code: string, detail: string) => void,
): readonly string[] {
  const names = text?.split(',', most + 1) ?? []
  if (names.length > most) {
    report('too_many_values', `must have at most ${most} names`)
    return []
  }
  for (const [index, name] of names.entries()) {
    if (!known.includes(name)) report('unknown_field', describeUnknown(name, known))
    else if (names.indexOf(name) < index) report('duplicate_field', `names ${name} twice`)
  }
  return names.filter((name) => known.includes(name))
}

/** A group as the client sees it: `{ "storeId": "…", "count": 3, "sum": { "price": "12.50" } }`. */
export function toGroupRow(
  model: Model,
  { measures, groupBy }: GroupsRequest,
  { keys, values }: GroupValues,
): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (const [index, name] of groupBy.entries()) row[name] = toWire(model, name, keys[index]!)
  for (const [index, measure] of measures.entries()) {
    const value = values[index]!
    if (measure.function === 'count') row['count'] = value
    else {
      const made = (row[measure.function] ??= {}) as Record<string, unknown>
      made[measure.property] = toWire(model, measure.property, value)
    }
  }
  return row
}

/** Where the values of a group stand in it, and which of them are numbers even where they are text. */
export function groupColumnsOf(
  model: Model,
  { measures, groupBy }: GroupsRequest,
): { readonly path: readonly string[]; readonly isNumber: boolean }[] {
  const isNumeric = (name: string) => numeric.has(model.properties.get(name)!.definition.kind)
  return [
    ...groupBy.map((name) => ({ path: [name], isNumber: isNumeric(name) })),
    ...measures.map((measure) =>
      measure.function === 'count'
        ? { path: ['count'], isNumber: true }
        : { path: [measure.function, measure.property], isNumber: isNumeric(measure.property) },
    ),
  ]
}

const numeric: ReadonlySet<string> = new Set(['integer', 'number', 'decimal'])

/** Decimals are text in code, and a JSON number on the wire where they are declared so. */
function toWire(model: Model, name: string, value: Scalar | null): Scalar | null {
  const isNumber = value !== null && model.properties.get(name)!.definition.asNumber === true
  return isNumber ? Number(value) : value
}
