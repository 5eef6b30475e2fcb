import type { Condition } from '../../declaration/condition/condition.ts'
import { matches } from '../../declaration/condition/matches.ts'

/** What code still does to a row before a client sees it. */
export interface Finish {
  /** What is shown, in this order; undefined: everything the store selected. */
  readonly members: readonly FinishedMember[] | undefined
  readonly relations: readonly FinishedRelation[]
}

/** One property of the finished row. */
export interface FinishedMember {
  readonly name: string
  /** For which rows it is shown; undefined: for all. */
  readonly where: Condition | undefined
  /** Makes a computed property from the row in the form code sees. */
  readonly compute: ((row: never) => unknown) | undefined
  /** A decimal that is a JSON number on the wire. */
  readonly asNumber: boolean
}

/** Related rows of the finished row, finished as well. */
export interface FinishedRelation {
  readonly name: string
  /** For which rows they are shown; undefined: for all. */
  readonly where: Condition | undefined
  readonly finish: Finish | undefined
  /** A member that whole rows have and summaries lack; undefined: there are no summaries. */
  readonly mark: string | undefined
}

/** A row as the store gave it, parsed. */
export type StoredRow = Readonly<Record<string, unknown>>

/** The row as the client sees it: computed properties added, what is not shown left out. */
export function finishRow(finish: Finish, row: StoredRow): Record<string, unknown> {
  const shown: Record<string, unknown> = finish.members === undefined ? { ...row } : {}
  for (const member of finish.members ?? []) {
    if (isShown(member.where, row)) shown[member.name] = toShownValue(member, row)
  }
  for (const relation of finish.relations) {
    if (isShown(relation.where, row)) shown[relation.name] = finishRelated(relation, row[relation.name])
  }
  return shown
}

const isShown = (where: Condition | undefined, row: StoredRow): boolean =>
  where === undefined || matches(where, row)

function toShownValue({ name, compute, asNumber }: FinishedMember, row: StoredRow): unknown {
  const value = compute === undefined ? row[name] : compute(row as never)
  return asNumber && typeof value === 'string' ? Number(value) : value
}

function finishRelated(relation: FinishedRelation, related: unknown): unknown {
  if (Array.isArray(related)) return related.map((each) => finishOne(relation, each as StoredRow))
  return related === null || related === undefined ? null : finishOne(relation, related as StoredRow)
}

function finishOne({ finish, mark }: FinishedRelation, row: StoredRow): StoredRow {
  const isSummary = mark !== undefined && !(mark in row)
  return finish === undefined || isSummary ? row : finishRow(finish, row)
}
