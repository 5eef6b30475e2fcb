import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { Model } from '../model.ts'

const verbs: ReadonlySet<string> = new Set(['create', 'update', 'delete'])

/** What may be done to many rows must be a verb, possible at all, and have bounds. */
export function checkBulk(model: Model): DeclarationFault[] {
  const { name, bulk, limits } = model
  return [
    ...[...bulk].flatMap((verb, index) => checkVerb(model, verb, `${name}.bulk[${index}]`)),
    ...(isCount(limits.bulk)
      ? []
      : [
          {
            path: `${name}.limits.bulk`,
            message: 'is no number of rows',
            remedy: 'choose a whole number of 1 to 10000',
          },
        ]),
  ]
}

const isCount = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= 10_000

function checkVerb({ filter }: Model, verb: string, path: string): DeclarationFault[] {
  if (!verbs.has(verb)) {
    const remedy = "write 'create', 'update' or 'delete'"
    return [{ path, message: `${verb} is nothing that can be done to many rows`, remedy }]
  }
  if (verb === 'create' || filter.size > 0) return []
  const remedy = 'declare by which fields rows may be filtered'
  return [{ path, message: 'needs a filter that says which rows are meant', remedy }]
}
