import { fillDefaults } from '../../../declaration/resource/defaults.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Caller } from './callers.ts'
import type { Values } from './world.ts'

/** The row that a body would make for a caller: of what it leaves out the defaults, and the caller as its owner. */
export function toMade(model: Model, body: Values, { principal }: Caller): Values {
  const owners = [...model.properties.values()].filter(({ definition }) => definition.owner === true)
  const owned = owners.map(({ name }) => [name, principal.id] as const)
  return fillDefaults(model, { ...body, ...Object.fromEntries(owned) }, principal)
}
