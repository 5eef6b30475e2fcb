import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { checkDated } from './checks/check-deprecation.ts'
import { checkModel } from './checks/check-model.ts'
import { checkCase } from './checks/check-names.ts'
import { checkSignUp } from './checks/check-sign-up.ts'
import { checkRateLimits } from './checks/check-rate-limits.ts'
import { createModel, type ModelDefaults } from './create-model.ts'
import { linkRelations } from './link-relations.ts'
import { relateRules } from './related-rules.ts'
import type { Model, Models, ModelVersion } from './model.ts'
import type { RateLimit } from './rate-limit.ts'
import type { AnyResource } from './resource.ts'
import { shareSearches } from './share-searches.ts'
import { shareTables } from './share-tables.ts'

/** Resources that name each other: those of an API, or of one version of it. */
export interface Registering {
  /** Default: the API has no versions. */
  readonly version?: ModelVersion
  readonly resources: readonly AnyResource[]
  /** Those the framework keeps for itself: tables without an address. Default: none. */
  readonly internal?: readonly AnyResource[]
  /** Names whose addresses the API answers itself. Default: none. */
  readonly taken?: ReadonlySet<string>
}

/** What holds for all of them. */
export interface RegisteringOptions {
  /** Of options that a resource does not say. */
  readonly defaults?: ModelDefaults
  /** The rate limits of the whole API. */
  readonly everywhere?: readonly RateLimit[]
}

/**
 * Looks up everything the declarations of an API without versions name and fills in every default. Throws one
 * DeclarationError with all faults.
 */
export function createModels(
  resources: readonly AnyResource[],
  internal: readonly AnyResource[] = [],
  options: RegisteringOptions = {},
): Models {
  return createRegistries([{ resources, internal }], options)[0]!
}

/**
 * Looks up everything the declarations name, each version by itself, and fills in every default. Throws one
 * DeclarationError with all faults.
 * @param versions the current one first: it alone has the internal resources
 */
export function createRegistries(
  versions: readonly Registering[],
  { defaults = {}, everywhere = [] }: RegisteringOptions = {},
): readonly Models[] {
  const faults: DeclarationFault[] = []
  const kept = new Set(versions.flatMap(({ internal = [] }) => internal.map(({ name }) => name)))
  const registries = versions.map((version) => {
    const own: DeclarationFault[] = []
    const models = register(version, kept, defaults, own)
    faults.push(...own.map((fault) => withVersion(fault, version)))
    return models
  })
  const all = registries
    .flatMap((models) => [...models.values()])
    // A resource that took the name of such a table has its fault already.
    .filter(({ name, internal }) => internal || !kept.has(name))
  faults.push(...shareTables(all), ...checkRateLimits(all, everywhere))
  if (faults.length > 0) throw new DeclarationError(faults)
  shareSearches(all)
  return registries
}

function register(
  { version, resources, internal = [], taken = new Set() }: Registering,
  kept: ReadonlySet<string>,
  shared: ModelDefaults,
  faults: DeclarationFault[],
): Models {
  const models = new Map<string, Model>()
  const defaults = version === undefined ? shared : { ...shared, version }
  for (const resource of [...resources, ...internal]) {
    if (models.has(resource.name) || (kept.has(resource.name) && !internal.includes(resource))) {
      faults.push({
        path: resource.name,
        message: 'is the name of two resources',
        remedy: 'give one of them another name',
      })
    }
    models.set(resource.name, createModel(resource.definition, internal.includes(resource), defaults))
  }
  faults.push(...linkRelations(models, [...resources, ...internal]))
  relateRules(models)
  faults.push(...checkCase(models.keys()), ...resources.flatMap(({ name }) => checkTaken(name, taken)))
  for (const resource of [...resources, ...internal]) {
    faults.push(
      ...checkModel(models.get(resource.name)!, resource.definition, models, defaults.files === true),
      ...checkSignUp(models.get(resource.name)!, defaults.signUp),
    )
  }
  if (version?.deprecated !== undefined) faults.push(...checkDated('deprecated', version.deprecated))
  return models
}

const withVersion = (fault: DeclarationFault, { version }: Registering): DeclarationFault =>
  version === undefined ? fault : { ...fault, path: `${version.name}.${fault.path}` }

function checkTaken(name: string, taken: ReadonlySet<string>): DeclarationFault[] {
  if (!taken.has(name)) return []
  const remedy = 'give the resource another name, or the API a prefix'
  return [{ path: name, message: `has the address /${name}, which the API answers itself`, remedy }]
}
