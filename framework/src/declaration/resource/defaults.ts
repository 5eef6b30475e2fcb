import { anonymous, type Principal } from '../policy/principal.ts'
import type { DefaultContext, FieldDefinition } from '../schema/field.ts'
import { toOwnValue } from '../schema/own-value.ts'
import type { Model } from './model.ts'

type MakeDefault = (context: DefaultContext) => unknown
type Values = Readonly<Record<string, unknown>>

/** The values of a whole new row of a caller's: members left out take their default, or are empty. */
export function fillDefaults(model: Model, values: Values, principal: Principal = anonymous): Values {
  const filled: Record<string, unknown> = { ...values }
  for (const { name, definition, system } of model.properties.values()) {
    if (!system && !(name in filled)) filled[name] = defaultOf(name, definition, principal)
  }
  return filled
}

/** The default of a field; a function is called anew for each row. */
export function defaultOf(
  name: string,
  definition: FieldDefinition,
  principal: Principal = anonymous,
): unknown {
  const { hasDefault, default: value } = definition
  if (!hasDefault) return null
  const made = typeof value === 'function' ? (value as MakeDefault)({ principal }) : value
  return toOwnValue(name, made, definition)
}
