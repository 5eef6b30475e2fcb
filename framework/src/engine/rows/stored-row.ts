import type { Model } from '../../declaration/resource/model.ts'
import type { Selection } from '../../declaration/resource/query.ts'
import type { Found } from '../store/store.ts'

/** A row in the form code sees it, with the version it had when it was read. */
export interface StoredRow {
  readonly id: string | number
  readonly version: number
  readonly values: Readonly<Record<string, unknown>>
}

const selections = new WeakMap<Model, Selection>()

/** Every member of a row that code may see: all but secrets. */
export function toCodeSelection(model: Model): Selection {
  let selection = selections.get(model)
  if (selection === undefined) {
    const names = [...model.properties.values()].filter(({ definition }) => definition.kind !== 'secret')
    selection = Object.freeze({
      properties: names.map(({ name }) => ({ name })),
      expansions: [],
      form: 'code',
    })
    selections.set(model, selection)
  }
  return selection
}

/** A row found with `toCodeSelection`, its computed properties included. */
export function toStoredRow(model: Model, { id, version, json }: Found): StoredRow {
  const values = JSON.parse(json) as Record<string, unknown>
  for (const { name, value } of model.computed) values[name] = value(values as never)
  return { id, version, values }
}
