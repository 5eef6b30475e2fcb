import type { OpenApiObject } from '../openapi-object.ts'
import type { PlacedChange } from './schema-changes.ts'
import { toEntries, toList, type Source } from './source.ts'

interface Secured {
  readonly source: Source
  readonly operation: OpenApiObject
}

/** Whether everyone who could call an operation still can, as far as credentials and scopes say. */
export function compareSecurity(old: Secured, current: Secured): PlacedChange[] {
  const now = requirementsOf(current)
  const locked = requirementsOf(old).filter((before) => !now.some((after) => isCovered(after, before)))
  return locked.map((before) => ({
    level: 'breaking',
    place: 'security',
    message: `is no longer open to ${describe(before)}`,
  }))
}

/** Schemes with their scopes, all of which are needed; several of them are alternatives. */
type Requirement = ReadonlyMap<string, readonly unknown[]>

function requirementsOf({ source, operation }: Secured): readonly Requirement[] {
  const declared = toList(operation['security'] ?? source['security'])
  if (declared.length === 0) return [new Map()]
  return declared.map((each) => new Map(toEntries(each).map(([name, scopes]) => [name, toList(scopes)])))
}

const isCovered = (needed: Requirement, had: Requirement): boolean =>
  [...needed].every(([scheme, scopes]) => {
    const known = had.get(scheme)
    return known !== undefined && scopes.every((scope) => known.includes(scope))
  })

function describe(requirement: Requirement): string {
  if (requirement.size === 0) return 'callers without a credential'
  const parts = [...requirement].map(([scheme, scopes]) =>
    scopes.length === 0 ? scheme : `${scheme} with ${scopes.join(', ')}`,
  )
  return parts.join(' and ')
}
