import { toListRule } from '../../../declaration/resource/verb.ts'
import type { StoredRow } from '../../../engine/rows/stored-row.ts'
import type { Caller } from './callers.ts'
import type { Target } from './targets.ts'
import type { Tested } from './tested.ts'
import { canRead } from './verdict.ts'

/** The rows of a collection that the caller may list. */
export function listable(tested: Tested, caller: Caller, target: Target): readonly StoredRow[] {
  const { world } = tested
  const { principal } = caller
  const { model, above, route } = target
  const [nearest] = above
  const rule = toListRule(model)
  const relation = route.nesting?.relation
  return world.rowsOf(model).filter(({ id, values }) => {
    if (!world.allows(model, rule, principal, values)) return false
    if (nearest === undefined || relation === undefined) return true
    if (!canRead(tested, caller, nearest)) return false
    const isShown =
      relation.kind === 'links' ||
      relation.visible === undefined ||
      world.allows(model, relation.visible, principal, values)
    return (
      isShown &&
      world.relatedTo(nearest.model, relation.name, nearest.row.values).some((row) => row.id === id)
    )
  })
}
