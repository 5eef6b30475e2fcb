import type { Model } from '../../declaration/resource/model.ts'
import { checkEmbedded } from './embedded-rows.ts'
import { ExpandOptions } from './expand-options.ts'
import { FilterReader } from './filter.ts'
import { describeUnknownParameter, readParameters } from './parameter-reader.ts'
import { QueryFaults } from './query-faults.ts'
import { parseParameters } from './raw-parameters.ts'
import { createView, type View } from './view.ts'
import type { Caller } from './visibility.ts'
import { parseWanted } from './wanted.ts'

/** The parameters of a single row, each of which may stand once. */
export const itemParameterNames = ['fields', 'expand'] as const
type Name = (typeof itemParameterNames)[number]

const singleNames: ReadonlySet<Name> = new Set(itemParameterNames)

/**
 * Reads the query of a single row: how it is to be shown. Everything wrong is thrown together as INVALID_QUERY (400).
 * @param rawQuery without its `?`, undecoded
 */
export function parseItemQuery(model: Model, rawQuery: string, caller: Caller): View {
  if (rawQuery === '') return createView(model, caller)
  const faults = new QueryFaults('url', caller.isLenient)
  const expanding = new ExpandOptions()
  const { singles } = readParameters<Name>(
    parseParameters(rawQuery, faults),
    {
      singles: singleNames,
      takeOption: (parameter) => expanding.take(parameter, faults),
      readFilter: () => undefined,
      describeUnknown: (name) => describeUnknownParameter(name, itemParameterNames),
    },
    faults,
  )
  const wanted = parseWanted(model, singles, {
    caller,
    faults,
    expanding,
    filters: new FilterReader(model, caller, faults),
  })
  const view = createView(model, caller, wanted)
  checkEmbedded(view.selection, 1, faults)
  faults.throwIfAny()
  return view
}

/** Refuses the query of a request that is answered without a row: it has no parameters. */
export function refuseParameters(rawQuery: string, isLenient = false): void {
  if (rawQuery === '') return
  const faults = new QueryFaults('url', isLenient)
  const describeUnknown = (name: string) => describeUnknownParameter(name, [])
  readParameters(
    parseParameters(rawQuery, faults),
    { singles: new Set<never>(), takeOption: () => false, readFilter: () => undefined, describeUnknown },
    faults,
  )
  faults.throwIfAny()
}
