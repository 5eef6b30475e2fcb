import type { Condition } from '../../declaration/condition/condition.ts'
import { toNameHint } from '../../kernel/values/nearest-name.ts'
import type { QueryFaults } from './query-faults.ts'
import type { RawParameter } from './raw-parameters.ts'

/** Parameters that may stand once, by name. */
export type Singles<Name extends string> = { readonly [N in Name]?: string }

/** What may stand in a query. */
export interface ParameterGrammar<Name extends string> {
  /** Parameters that may stand once. */
  readonly singles: ReadonlySet<Name>
  /** Whether a parameter belongs to another one, and was taken in with it. */
  takeOption(parameter: RawParameter): boolean
  /** The condition of a parameter that is a filter; undefined when it is none. */
  readFilter(parameter: RawParameter): Condition | undefined
  /** Why a parameter that is nothing of that is refused. */
  describeUnknown(name: string): { readonly code: string; readonly detail: string }
}

/** The parameters of a query, told apart. */
export interface ReadParameters<Name extends string> {
  readonly singles: Singles<Name>
  readonly filters: readonly Condition[]
  /** In their order; those that are passed over are left out. */
  readonly all: readonly RawParameter[]
}

/** Sorts the parameters of a query by what they are. */
export function readParameters<Name extends string>(
  all: readonly RawParameter[],
  grammar: ParameterGrammar<Name>,
  faults: QueryFaults,
): ReadParameters<Name> {
  const singles: { [N in Name]?: string } = {}
  const filters: Condition[] = []
  const unknown = new Set<RawParameter>()
  for (const parameter of all) {
    if (faults.isFull) break
    const { name, value } = parameter
    if (isSingle(grammar.singles, name)) {
      if (singles[name] === undefined) singles[name] = value
      else faults.add(name, 'repeated_parameter', 'must stand once')
      continue
    }
    if (grammar.takeOption(parameter)) continue
    const filter = grammar.readFilter(parameter)
    if (filter !== undefined) filters.push(filter)
    else {
      const { code, detail } = grammar.describeUnknown(name)
      if (faults.isLenient && code === unknownParameter) unknown.add(parameter)
      else faults.add(name, code, detail)
    }
  }
  // What is passed over is not in the links either.
  const known = unknown.size === 0 ? all : all.filter((parameter) => !unknown.has(parameter))
  return { singles, filters, all: known }
}

function isSingle<Name extends string>(singles: ReadonlySet<Name>, name: string): name is Name {
  return (singles as ReadonlySet<string>).has(name)
}

const unknownParameter = 'unknown_parameter'

/** Why a parameter nobody knows is refused, with the one that was probably meant. */
export function describeUnknownParameter(
  name: string,
  known: readonly string[],
): { code: string; detail: string } {
  return { code: unknownParameter, detail: `is no parameter of this resource${toNameHint(name, known)}` }
}
