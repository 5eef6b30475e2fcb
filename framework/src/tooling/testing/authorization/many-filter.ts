import { isAlways } from '../../../declaration/condition/condition.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import { toVisibility } from '../../../protocol/query/visibility.ts'
import type { Caller } from './callers.ts'
import type { Tested } from './tested.ts'

/** A filter that leaves out no row, by a field that always has a value; undefined where the caller has none. */
export function toManyFilter({ app }: Tested, { principal }: Caller, model: Model): string | undefined {
  const asker = { principal, now: app.clock.now() }
  const name = [...model.filter].find((each) => {
    const property = model.properties.get(each)
    return (
      property !== undefined &&
      !property.definition.optional &&
      property.kind.operators.includes('null') &&
      isAlways(toVisibility(property.definition, asker))
    )
  })
  return name && `${name}[null]=false`
}
