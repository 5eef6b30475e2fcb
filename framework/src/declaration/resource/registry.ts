import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { checkModel } from './checks/check-model.ts'
import { checkCase } from './checks/check-names.ts'
import { checkRateLimits } from './checks/check-rate-limits.ts'
import { createModel, type ModelDefaults } from './create-model.ts'
import { linkRelations } from './link-relations.ts'
import type { Model, Models } from './model.ts'
import type { RateLimit } from './rate-limit.ts'
import type { AnyResource } from './resource.ts'
import { shareTables } from './share-tables.ts'

/**
 * Looks up everything the declarations name and fills in every default. Throws one DeclarationError with all faults.
 * @param resources those with an address
 * @param internal those the framework keeps for itself: tables without an address
 * @param taken names whose addresses the API answers itself
 * @param defaults of options that a resource does not say
 * @param everywhere the rate limits of the whole API
 */
export function createModels(
  resources: readonly AnyResource[],
  internal: readonly AnyResource[] = [],
  taken: ReadonlySet<string> = new Set(),
  defaults: ModelDefaults = {},
  everywhere: readonly RateLimit[] = [],
): Models {
  const faults: DeclarationFault[] = []
  const models = new Map<string, Model>()
  for (const resource of [...resources, ...internal]) {
    if (models.has(resource.name)) {
      faults.push({
        path: resource.name,
        message: 'is the name of two resources',
        remedy: 'give one of them another name',
      })
    }
    models.set(resource.name, createModel(resource.definition, internal.includes(resource), defaults))
  }
  faults.push(...linkRelations(models, [...resources, ...internal]))
  faults.push(...checkCase(models.keys()), ...resources.flatMap(({ name }) => checkTaken(name, taken)))
  for (const resource of [...resources, ...internal]) {
    faults.push(
      ...checkModel(models.get(resource.name)!, resource.definition, models, defaults.files === true),
    )
  }
  faults.push(...shareTables(models.values()))
  faults.push(...checkRateLimits(models, everywhere))
  if (faults.length > 0) throw new DeclarationError(faults)
  return models
}

function checkTaken(name: string, taken: ReadonlySet<string>): DeclarationFault[] {
  if (!taken.has(name)) return []
  const remedy = 'give the resource another name, or the API a prefix'
  return [{ path: name, message: `has the address /${name}, which the API answers itself`, remedy }]
}
