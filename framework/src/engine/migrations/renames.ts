import { columnOf } from '../../declaration/resource/column.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { findNamed, type Snapshot } from './snapshot.ts'

/** What is only called otherwise now: former names by those of now. */
export interface Renames {
  readonly tables: ReadonlyMap<string, string>
  /** By the name that the table has now, and `column`. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>
}

export const noRenames: Renames = { tables: new Map(), columns: new Map() }

/** What the declarations say by `renamedFrom`. */
export function toDeclaredRenames(models: Iterable<Model>): Renames {
  const tables = new Map<string, string>()
  const columns = new Map<string, Map<string, string>>()
  for (const model of models) {
    if (model.renamedFrom !== undefined) tables.set(model.table, model.renamedFrom)
    for (const property of model.properties.values()) {
      const { renamedFrom } = property.definition
      if (renamedFrom === undefined) continue
      const known = columns.get(model.table) ?? new Map<string, string>()
      columns.set(model.table, known.set(columnOf(property), renamedFrom))
    }
  }
  return { tables, columns }
}

/** Something that is gone, which something new may be by another name. */
export interface RenameQuestion {
  /** Undefined for a table. */
  readonly table?: string
  readonly added: string
  readonly gone: readonly string[]
}

/** Which of what is gone something new is by another name; null: none of it; undefined: nobody says. */
export type Answer = (question: RenameQuestion) => Promise<string | null | undefined>

/**
 * Which tables and columns were renamed: what the declarations say, as far as it still is to be done, and what is
 * answered of the others. Nothing is guessed: without an answer it is refused.
 */
export async function resolveRenames(
  from: Snapshot,
  to: Snapshot,
  declared: Renames,
  answer: Answer,
): Promise<Renames> {
  const faults: DeclarationFault[] = []
  const tables = await resolve(
    { gone: Object.keys(from.tables), now: Object.keys(to.tables), declared: declared.tables },
    undefined,
    answer,
    faults,
  )
  const columns = new Map<string, ReadonlyMap<string, string>>()
  for (const [table, { columns: now }] of Object.entries(to.tables)) {
    const before = findNamed(from.tables, tables.get(table) ?? table)
    if (before === undefined) continue
    const known = declared.columns.get(table) ?? new Map<string, string>()
    const names = { gone: Object.keys(before.columns), now: Object.keys(now), declared: known }
    columns.set(table, await resolve(names, table, answer, faults))
  }
  if (faults.length > 0) throw new DeclarationError(faults)
  return { tables, columns }
}

interface Names {
  readonly gone: readonly string[]
  readonly now: readonly string[]
  readonly declared: ReadonlyMap<string, string>
}

async function resolve(
  { gone: before, now, declared }: Names,
  table: string | undefined,
  answer: Answer,
  faults: DeclarationFault[],
): Promise<ReadonlyMap<string, string>> {
  const renames = new Map<string, string>()
  const gone = new Set(before.filter((name) => !now.includes(name)))
  const added = now.filter((name) => !before.includes(name))
  for (const name of added) {
    const former = declared.get(name)
    if (former === undefined || !before.includes(former)) continue
    if (gone.delete(former)) renames.set(name, former)
    else faults.push(toContradiction(table, name, former))
  }
  for (const name of added) {
    if (renames.has(name) || gone.size === 0) continue
    const question = { ...(table !== undefined && { table }), added: name, gone: [...gone] }
    const former = await answer(question)
    if (former === undefined) faults.push(toFault(question))
    else if (former !== null && gone.delete(former)) renames.set(name, former)
  }
  return renames
}

const pathOf = (table: string | undefined, name: string): string =>
  table === undefined ? name : `${table}.${name}`

function toContradiction(table: string | undefined, name: string, former: string): DeclarationFault {
  const message = `is declared as renamed from ${former}, which is still there or is renamed to something else`
  return {
    path: pathOf(table, name),
    message,
    remedy: 'rename one thing to one other, a migration at a time',
  }
}

function toFault({ table, added, gone }: RenameQuestion): DeclarationFault {
  const names = gone.join(', ')
  const message = `is new while ${names} ${gone.length === 1 ? 'is' : 'are'} gone: it may be the same by another name`
  const drops = gone.map((name) => `--drop ${pathOf(table, name)}`).join(' ')
  const declaration = table === undefined ? `renamedFrom: '${gone[0]!}'` : `.renamedFrom('${gone[0]!}')`
  return { path: pathOf(table, added), message, remedy: `declare ${declaration}, or say ${drops}` }
}
