import type { FieldDefinition } from '../schema/field.ts'
import { toOwnValue } from '../schema/own-value.ts'
import type { Model } from './model.ts'

type Values = Readonly<Record<string, unknown>>

/** The values of a whole new row: members left out take their default, or are empty. */
export function fillDefaults(model: Model, values: Values): Values {
  const filled: Record<string, unknown> = { ...values }
  for (const { name, definition, system } of model.properties.values()) {
    if (!system && !(name in filled)) filled[name] = defaultOf(name, definition)
  }
  return filled
}

/** The default of a field; a function is called anew for each row. */
export function defaultOf(name: string, definition: FieldDefinition): unknown {
  const { hasDefault, default: value } = definition
  if (!hasDefault) return null
  return toOwnValue(name, typeof value === 'function' ? (value as () => unknown)() : value, definition)
}
