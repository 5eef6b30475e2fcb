import type { Model } from '../../declaration/resource/model.ts'
import type { Verb, VerbRoute } from '../../declaration/resource/verb.ts'
import { loadParent } from '../pipeline/place.ts'
import { filePlans } from './file-plans.ts'
import { linkPlans } from './link-plans.ts'
import { createManyPlan, manyPlans } from './many-plans.ts'
import type { Plan } from './plan.ts'
import { rowPlans } from './row-plans.ts'

const plans: Readonly<Record<Verb, (route: VerbRoute) => Plan>> = {
  ...rowPlans,
  ...linkPlans,
  ...filePlans,
  ...manyPlans,
}

/** What one verb of a resource does in each stage. */
export function planOf(model: Model, route: VerbRoute): Plan {
  const { verb, on, nesting } = route
  // Of a collection below a row nothing else tells whether that is there.
  const hasOwnLoad = verb === 'upsert' || verb in manyPlans
  const isNested = nesting !== undefined && on === 'collection' && !hasOwnLoad
  return {
    ...plans[verb](route),
    ...(isNested && { load: loadParent }),
    ...(verb === 'create' && model.bulk.has('create') && createManyPlan),
  }
}
