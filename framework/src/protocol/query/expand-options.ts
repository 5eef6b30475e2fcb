import { and, or, type Condition } from '../../declaration/condition/condition.ts'
import type { ModelRelation } from '../../declaration/resource/model.ts'
import type { SortKey } from '../../declaration/resource/query.ts'
import { readWhereText, type FilterReader, type Guard } from './filter.ts'
import { parseLimit } from './page-start.ts'
import type { QueryFaults } from './query-faults.ts'
import type { RawParameter } from './raw-parameters.ts'
import { parseSort } from './sort.ts'
import { toRelatedScope, toSummaryScope, type Caller } from './visibility.ts'

/** Which of the related rows are embedded, in which order, and how many. */
export interface WantedRows {
  readonly filter?: Condition
  readonly sort?: readonly SortKey[]
  readonly limit?: number
}

const optionNames = ['where', 'sort', 'limit'] as const
type OptionName = (typeof optionNames)[number]
const form = /^expand\[([^[\]]+)\]\[(where|sort|limit)\]$/

/** One path's options as they were sent. */
type Texts = { readonly [Name in OptionName]?: string }

/** The parameters `expand[items][limit]` of one request, by the path they are about. */
export class ExpandOptions {
  readonly #texts = new Map<string, { [Name in OptionName]?: string }>()

  get isEmpty(): boolean {
    return this.#texts.size === 0
  }

  get paths(): Iterable<readonly [path: string, texts: Texts]> {
    return this.#texts
  }

  /** Takes in a parameter, if it is one of these. */
  take({ name, value }: RawParameter, faults: QueryFaults): boolean {
    const [, path, option] = (name.startsWith('expand[') && form.exec(name)) || []
    if (path === undefined) return false
    const texts = this.#texts.get(path) ?? {}
    this.#texts.set(path, texts)
    if (texts[option as OptionName] === undefined) texts[option as OptionName] = value
    else faults.add(name, 'repeated_parameter', 'must stand once')
    return true
  }
}

/** The name of the parameter that says something of a path's rows. */
export const toOptionName = (path: string, option: string): string => `expand[${path}][${option}]`

/** Reads what is said of the rows of a relation, in the words of the lists of their own resource. */
export function readWantedRows(
  path: string,
  relation: ModelRelation,
  { where, sort, limit }: Texts,
  { caller, faults, filters }: { caller: Caller; faults: QueryFaults; filters: FilterReader },
): WantedRows {
  const { target } = relation
  const at = (option: OptionName) => toOptionName(path, option)
  return {
    ...(where !== undefined && {
      filter: readWhereText(where, filters.within(target, toGuard(relation, caller)), faults, at('where')),
    }),
    ...(sort !== undefined && { sort: parseSort(target, sort, caller, faults, at('sort'), relation) }),
    ...(limit !== undefined && { limit: parseLimit(limit, target.limits.maxPageSize, faults, at('limit')) }),
  }
}

/** Says why options of a path are refused. */
export function refuseOptions(path: string, texts: Texts, faults: QueryFaults, detail: string): void {
  for (const option of Object.keys(texts)) faults.add(toOptionName(path, option), 'not_expanded', detail)
}

/** Of rows shown by a summary only its fields are compared: what else they hold must not show by which of them are. */
function toGuard(relation: ModelRelation, caller: Caller): Guard | undefined {
  const { summary } = relation.target
  if (summary === undefined) return undefined
  const scope = toRelatedScope(relation, caller)
  const known = or(scope, toSummaryScope(relation.target, caller))
  return (condition, field) =>
    and(
      condition,
      field?.relation === undefined && summary.fields.includes(field?.name ?? '') ? known : scope,
    )
}
