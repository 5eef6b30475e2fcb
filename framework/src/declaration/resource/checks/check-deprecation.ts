import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import { parseDeprecationDate, type Deprecation } from '../../schema/deprecation.ts'
import type { Model } from '../model.ts'
import { isWholeDeprecation } from '../resource-deprecation.ts'

/** Dates must be dates, in their order, and links lead somewhere; what is answered for must say since when. */
export function checkDeprecations({ name, deprecated, actions, properties }: Model): DeclarationFault[] {
  const path = `${name}.deprecated`
  const verbs =
    deprecated === undefined
      ? []
      : isWholeDeprecation(deprecated)
        ? [[path, deprecated] as const]
        : Object.entries(deprecated).map(([verb, each]) => [`${path}.${verb}`, each] as const)
  return [
    ...[...properties.values()].flatMap(({ name: field, definition }) =>
      checkDeprecation(`${name}.fields.${field}`, definition.deprecated ?? {}),
    ),
    ...verbs.flatMap(([at, each]) => checkDated(at, each)),
    ...[...actions.values()].flatMap((action) =>
      action.deprecated === undefined
        ? []
        : checkDated(`${name}.actions.${action.name}.deprecated`, action.deprecated),
    ),
  ]
}

/** A deprecation that answers tell of. */
export function checkDated(path: string, deprecation: Deprecation): DeclarationFault[] {
  const faults = checkDeprecation(path, deprecation)
  if (deprecation.since !== undefined) return faults
  return [...faults, { path, message: 'does not say since when', remedy: "add since: '2027-01-31'" }]
}

function checkDeprecation(path: string, { since, sunset, link }: Deprecation): DeclarationFault[] {
  const [from, to] = [since, sunset].map((date) =>
    date === undefined ? undefined : parseDeprecationDate(date),
  )
  const refuse = (message: string, remedy: string) => ({ path, message, remedy })
  return [
    ...(since !== undefined && from === undefined
      ? [refuse(`is deprecated since ${since}, which is no date`, "write it like '2027-01-31'")]
      : []),
    ...(sunset !== undefined && to === undefined
      ? [refuse(`is gone after ${sunset}, which is no date`, "write it like '2027-01-31'")]
      : []),
    ...(from !== undefined && to !== undefined && to < from
      ? [refuse('is gone before it is deprecated', 'let sunset be later than since')]
      : []),
    ...(link !== undefined && !URL.canParse(link)
      ? [refuse(`leads to ${link}, which is no URL`, 'write one such as https://api.example/changes')]
      : []),
  ]
}
