import { matches } from '../../declaration/condition/matches.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { finishRow, type Finish, type FinishedRelation, type StoredRow } from '../query/finish-row.ts'
import type { Links } from './links.ts'
import type { Showing } from './representation.ts'

type Shown = Record<string, unknown>

/** A row of a linked view in parts. */
export interface RowParts {
  readonly model: Model
  /** As the store gave it; more than may be shown. */
  readonly stored: StoredRow
  /** The properties the client sees. */
  readonly properties: Shown
  /** The related rows the client sees, each put together already. */
  readonly related: Shown
}

/** Puts the parts of a row together. */
export type Assemble = (parts: RowParts) => Shown

/** A row of a linked view, and those embedded in it, put together from the innermost out. */
export function assembleRow(
  model: Model,
  finish: Finish | undefined,
  stored: StoredRow,
  assemble: Assemble,
): Shown {
  if (finish === undefined) return { ...stored }
  const properties = finishRow({ members: finish.members, relations: [] }, stored)
  const shown = finish.relations.filter(({ where }) => where === undefined || matches(where, stored))
  const related = shown.map((relation) => {
    const { target } = model.relations.get(relation.name)!
    return [relation.name, assembleRelated(target, relation, stored[relation.name], assemble)] as const
  })
  return assemble({ model, stored, properties, related: Object.fromEntries(related) })
}

function assembleRelated(
  target: Model,
  { finish, mark }: FinishedRelation,
  related: unknown,
  assemble: Assemble,
): unknown {
  const assembleOne = (row: StoredRow): Shown => {
    // A summary has no links: its row may not be read.
    const isSummary = mark !== undefined && !(mark in row)
    return isSummary ? { ...row } : assembleRow(target, finish, row, assemble)
  }
  if (Array.isArray(related)) return related.map((row) => assembleOne(row as StoredRow))
  return related === null || related === undefined ? null : assembleOne(related as StoredRow)
}

/** A row with its URLs in a member `links`, and each row embedded in it likewise. */
export function toLinkedRow(json: string, { model, view, links }: Showing): Shown {
  return assembleRow(model, view.finish, JSON.parse(json) as StoredRow, withLinks(links))
}

const withLinks =
  (links: Links): Assemble =>
  ({ model, stored, properties, related }) => ({
    ...properties,
    ...related,
    links: links.ofRow(model, stored),
  })
