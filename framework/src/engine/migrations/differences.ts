import { isDeepStrictEqual } from 'node:util'
import type { Difference } from './database.ts'

/** Everything in a database by what it is, such as `column items.name`, each in a form that is the same for what works the same. */
export type Forms = ReadonlyMap<string, unknown>

export function findDifferences(there: Forms, declared: Forms): readonly Difference[] {
  const missing = [...declared].flatMap(([what, form]): Difference[] => {
    if (!there.has(what)) return [{ kind: 'missing', what }]
    return isDeepStrictEqual(there.get(what), form) ? [] : [{ kind: 'different', what }]
  })
  const undeclared = [...there.keys()].filter((what) => !declared.has(what))
  return [...missing, ...undeclared.map((what): Difference => ({ kind: 'undeclared', what }))]
}
