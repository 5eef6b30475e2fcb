import { DeclarationError, type DeclarationFault } from '../../../src/kernel/problem/declaration-error.ts'
import { createModels } from '../../../src/declaration/resource/registry.ts'
import { resource, type AnyResource } from '../../../src/declaration/resource/resource.ts'
import { field, type Fields } from '../../../src/declaration/schema/field.ts'

/** A resource that the types would refuse too: declarations may come from code that nobody type-checks. */
export function declare(options: object = {}, name = 'todos'): ReturnType<typeof declareAny> {
  return declareAny(name, { fields: { task: field.text(), state: field.choice('open', 'done') }, ...options })
}

const declareAny = (name: string, options: object) => resource(name, options as { readonly fields: Fields })

/** Every fault the declarations are refused with; none where they are taken. */
export function faultsOf(...resources: readonly AnyResource[]): readonly DeclarationFault[] {
  try {
    createModels(resources)
  } catch (error) {
    if (error instanceof DeclarationError) return error.faults
    throw error
  }
  return []
}

/** One row of a table of faults: a declaration and the faults it is refused with. */
export type FaultRow = readonly [
  title: string,
  declared: AnyResource | readonly AnyResource[],
  ...faults: readonly (readonly [path: string, message: string, remedy: string])[],
]

export const toFaults = (row: FaultRow): DeclarationFault[] =>
  row.slice(2).map((fault) => {
    const [path = '', message = '', remedy = ''] = fault as readonly string[]
    return { path, message, remedy }
  })

/** The faults a row's declarations are refused with. */
export const foundOf = ([, declared]: FaultRow): readonly DeclarationFault[] =>
  faultsOf(...(Array.isArray(declared) ? (declared as readonly AnyResource[]) : [declared as AnyResource]))
