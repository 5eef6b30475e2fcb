import { createRegistries, type RegisteringOptions } from '../../declaration/resource/registry.ts'
import type { Models } from '../../declaration/resource/model.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { DatedDeprecation } from '../../declaration/schema/deprecation.ts'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import type { ApiOptions, ApiVersions, VersionedApiOptions } from './api-options.ts'

/** One of the versions of an API; an API without versions is a single edition without a name. */
export interface Edition extends DeclaredEdition {
  readonly models: Models
  readonly context: ApiContext
}

/** An edition before its declarations are looked at. */
export interface DeclaredEdition {
  /** Undefined where the API has no versions. */
  readonly name: string | undefined
  /** What the addresses of its resources begin with, such as `/api/v1`. */
  readonly prefix: string
  readonly isCurrent: boolean
  readonly resources: readonly AnyResource[]
  /** What its document calls it. */
  readonly version: string
  readonly description: string | undefined
  readonly deprecated: DatedDeprecation | undefined
}

/** The options of any API. */
export type AnyApiOptions = ApiOptions<readonly AnyResource[]> | VersionedApiOptions<ApiVersions, string>

/** Every version of an API in the order of its declaration; throws a DeclarationError where that says nothing sound. */
export function declareEditions(options: AnyApiOptions): readonly DeclaredEdition[] {
  const { resources, versions, prefix = '', description } = options
  const faults = checkVersions(options)
  if (faults.length > 0) throw new DeclarationError(faults)
  if (versions === undefined) {
    const version = options.version ?? '1.0.0'
    return [
      { name: undefined, prefix, isCurrent: true, resources, version, description, deprecated: undefined },
    ]
  }
  const current = options.current ?? Object.keys(versions).at(-1)
  return Object.entries(versions).map(([name, declared]) => ({
    name,
    prefix: `${prefix}/${name}`,
    isCurrent: name === current,
    resources: declared.resources,
    version: declared.version ?? name,
    description: declared.description ?? description,
    deprecated: declared.deprecated,
  }))
}

/**
 * Looks up everything that the editions declare, and what their tables have in common.
 * @param internal what the framework keeps for itself, beside the current edition's
 * @param takenIn names whose addresses the API answers itself
 * @returns the models of the editions, in their order
 */
export function registerEditions(
  editions: readonly DeclaredEdition[],
  internal: readonly AnyResource[],
  takenIn: (edition: DeclaredEdition) => ReadonlySet<string>,
  options: RegisteringOptions,
): ReadonlyMap<DeclaredEdition, Models> {
  // What several versions say of one table is settled by the current one.
  const ordered = editions.toSorted((left, right) => Number(right.isCurrent) - Number(left.isCurrent))
  const registries = createRegistries(
    ordered.map((edition) => ({
      ...(edition.name !== undefined && {
        version: { name: edition.name, deprecated: edition.deprecated },
      }),
      resources: edition.resources,
      internal: edition.isCurrent ? internal : [],
      taken: takenIn(edition),
    })),
    options,
  )
  return new Map(ordered.map((edition, index) => [edition, registries[index]!]))
}

const form = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/
// JavaScript would put these before all others, whatever their order.
const index = /^\d+$/

function checkVersions({
  resources,
  versions,
  current,
  version,
}: AnyApiOptions & { readonly current?: string }) {
  const faults: DeclarationFault[] = []
  const refuse = (path: string, message: string, remedy: string) => faults.push({ path, message, remedy })
  if (versions === undefined) {
    if (resources === undefined) refuse('resources', 'are missing', 'declare resources, or versions')
    if (current !== undefined) refuse('current', 'is said without versions', 'declare versions, or remove it')
    return faults
  }
  const names = Object.keys(versions)
  if (resources !== undefined)
    refuse('versions', 'stand beside resources', 'put the resources into one of the versions')
  if (version !== undefined) refuse('version', 'is said beside versions', 'say it of each version')
  if (names.length === 0) refuse('versions', 'are none', 'declare one at least, or resources')
  if (current !== undefined && !names.includes(current))
    refuse('current', `is ${current}, which is no version`, `name one of ${names.join(', ')}`)
  for (const name of names)
    if (!form.test(name) || index.test(name) || name.length > 40)
      refuse(`versions.${name}`, 'is no name of a version', "write one like 'v1' or '2027-01'")
  return faults
}
