import { and, type Condition } from '../../declaration/condition/condition.ts'
import { toComparison } from '../../declaration/resource/comparison.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import { checkEmbedded } from './embedded-rows.ts'
import { ExpandOptions } from './expand-options.ts'
import { FilterReader, readText } from './filter.ts'
import { itemParameterNames } from './item-request.ts'
import { describeUnknownParameter, readParameters } from './parameter-reader.ts'
import { QueryFaults } from './query-faults.ts'
import { parseParameters } from './raw-parameters.ts'
import { createView, type View } from './view.ts'
import type { Caller } from './visibility.ts'
import { parseWanted } from './wanted.ts'

/** One member of a natural key, as the address gives it. */
export interface KeyMember {
  readonly name: string
  /** In the form code sees. */
  readonly value: unknown
  readonly condition: Condition
}

/** A row by its natural key, and how it is to be shown. */
export interface KeyRequest {
  readonly members: readonly KeyMember[]
  readonly where: Condition
  readonly view: View
}

/**
 * Reads the query of a row that is named by its natural key: every member of the key, once. Everything wrong is thrown
 * together as INVALID_QUERY (400). Unknown parameters are never passed over: one might be a member misspelt.
 * @param rawQuery without its `?`, undecoded
 */
export function parseKeyQuery(model: Model, rawQuery: string, caller: Caller): KeyRequest {
  const faults = new QueryFaults()
  const expanding = new ExpandOptions()
  const keys = keyNamesOf(model)
  const names = [...keys, ...itemParameterNames]
  const { singles } = readParameters<string>(
    parseParameters(rawQuery, faults),
    {
      singles: new Set(names),
      takeOption: (parameter) => expanding.take(parameter, faults),
      readFilter: () => undefined,
      describeUnknown: (name) => describeUnknownParameter(name, names),
    },
    faults,
  )
  const members = keys.flatMap((name) => readMember(model, name, singles[name], faults))
  const filters = new FilterReader(model, caller, faults)
  const wanted = parseWanted(model, singles, { caller, faults, expanding, filters })
  const view = createView(model, caller, wanted)
  checkEmbedded(view.selection, 1, faults)
  faults.throwIfAny()
  const where = and(...members.map(({ condition }) => condition))
  return { members, where, view }
}

/** The members of a natural key that stand in the query: of rows with a home below others, the path says the parent. */
export function keyNamesOf({ naturalKey = [], home }: Model): readonly string[] {
  return naturalKey.filter((name) => name !== home?.parameter)
}

function readMember(model: Model, name: string, text: string | undefined, faults: QueryFaults): KeyMember[] {
  if (text === undefined) {
    faults.add(name, 'required', 'must be given: it is part of what names the row')
    return []
  }
  const property = model.properties.get(name)!
  const condition = toComparison(property, 'eq', text, readText)
  if (!(condition instanceof InvalidValue) && condition.kind === 'compare') {
    return [{ name, value: condition.value, condition }]
  }
  if (condition instanceof InvalidValue) faults.add(name, condition.code, condition.detail)
  return []
}
