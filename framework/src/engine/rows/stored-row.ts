import type { Model } from '../../declaration/resource/model.ts'
import { selectNames, type Selection } from '../../declaration/resource/query.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { Found } from '../store/store.ts'

/** A row in the form code sees it, with the version it had when it was read. */
export interface StoredRow {
  readonly id: string | number
  readonly version: number
  readonly values: Readonly<Record<string, unknown>>
}

/** Every member of a row that code may see: all but secrets. */
export const toCodeSelection = oncePer((model: Model): Selection => {
  const shown = [...model.properties.values()].filter(({ definition }) => definition.kind !== 'secret')
  return selectNames(shown.map(({ name }) => name))
})

/** A row found with `toCodeSelection`, its computed properties included. */
export function toStoredRow(model: Model, { id, version, json }: Found): StoredRow {
  const values = JSON.parse(json) as Record<string, unknown>
  for (const { name, value } of model.computed) values[name] = value(values as never)
  return { id, version, values }
}
