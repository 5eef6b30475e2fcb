// Many rows at once, past the API: what lists and counts are asked about.
import { fillDefaults } from '../../src/declaration/resource/defaults.ts'
import { createUuidV7 } from '../../src/kernel/values/uuid-v7.ts'
import { noon, type Shop } from './shop.ts'

/** Values of a row; `id` and the moment it was made may be given. */
export type RowValues = Readonly<Record<string, unknown>> & { readonly id?: string; readonly at?: string }

const selection = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const

/** Inserts rows in one transaction, as no client could; hooks and rules do not see them. Gives back their ids. */
export function insertRows(
  { api: { context } }: Pick<Shop, 'api'>,
  resource: string,
  rows: readonly RowValues[],
): Promise<string[]> {
  const model = context.models.get(resource)!
  return context.store.transaction(async (session) => {
    const ids: string[] = []
    for (const { id = createUuidV7(noon), at = new Date(noon).toISOString(), ...values } of rows) {
      await session.insert(model, { id, values: fillDefaults(model, values), at }, selection)
      ids.push(id)
    }
    return ids
  })
}
