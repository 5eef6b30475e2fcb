import type { DatedDeprecation } from '../schema/deprecation.ts'
import type { Model } from './model.ts'
import { toSingleVerb } from './many-verbs.ts'
import type { Verb, VerbRoute } from './verb.ts'

/** A verb that goes by its own name. */
export type NamedVerb = Exclude<Verb, 'action'>

/** One deprecation for the whole resource, or one for each verb that goes away. */
export type ResourceDeprecation = DatedDeprecation | { readonly [V in NamedVerb]?: DatedDeprecation }

/** Whether everything of the resource goes away. */
export const isWholeDeprecation = (deprecated: ResourceDeprecation): deprecated is DatedDeprecation =>
  ['since', 'sunset', 'use', 'link'].some((name) => name in deprecated)

/** The deprecation of one verb or action of a resource: its own, else that of its version. */
export function deprecationOf(
  { deprecated, version }: Model,
  { verb, action }: VerbRoute,
): DatedDeprecation | undefined {
  if (action?.deprecated !== undefined) return action.deprecated
  if (deprecated === undefined) return version?.deprecated
  if (isWholeDeprecation(deprecated)) return deprecated
  if (verb === 'action') return version?.deprecated
  return deprecated[verb] ?? deprecated[toSingleVerb(verb) as NamedVerb] ?? version?.deprecated
}
