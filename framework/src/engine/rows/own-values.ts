import type { Model } from '../../declaration/resource/model.ts'
import { toOwnValue } from '../../declaration/schema/own-value.ts'
import { HashedSecret } from './secret-values.ts'

type Values = Readonly<Record<string, unknown>>

/** Values that user code gives, each in the one form of its field; members left undefined are not among them. */
export function toOwnValues({ properties, transient }: Model, given: Values): Values {
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    const property = properties.get(name) ?? transient.get(name)
    const isKept = property === undefined || value instanceof HashedSecret
    if (value !== undefined) values[name] = isKept ? value : toOwnValue(name, value, property.definition)
  }
  return values
}
