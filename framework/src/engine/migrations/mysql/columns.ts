import { isDeepStrictEqual } from 'node:util'
import { isFolded } from '../../store/mysql/column-type.ts'
import { toIdForm } from '../../store/mysql/definitions.ts'
import { findNamed, type ColumnSnapshot, type TableSnapshot } from '../snapshot.ts'

/** What becomes of a column. */
export interface ColumnChange {
  /** Undefined: it is new. */
  readonly former: string | undefined
  readonly from: ColumnSnapshot | undefined
  /** Undefined: it is dropped. */
  readonly name: string | undefined
  readonly to: ColumnSnapshot | undefined
}

/** A column that was there and still is. */
export interface KeptColumn {
  readonly former: string
  readonly from: ColumnSnapshot
  readonly name: string
  readonly to: ColumnSnapshot
}

/** What becomes of the columns of a table, those that stay as they are included. */
export function toColumnChanges(
  from: TableSnapshot,
  to: TableSnapshot,
  names: ReadonlyMap<string, string> = new Map(),
): readonly ColumnChange[] {
  const kept = Object.entries(to.columns).map(([name, column]): ColumnChange => {
    const former = names.get(name) ?? name
    const before = findNamed(from.columns, former)
    return { former: before && former, from: before, name, to: column }
  })
  const stays = new Set(kept.map(({ former }) => former))
  const gone = Object.entries(from.columns).filter(([former]) => !stays.has(former))
  return [
    { former: 'id', from: toIdForm(from.id), name: 'id', to: toIdForm(to.id) },
    ...kept,
    ...gone.map(([former, column]) => ({ former, from: column, name: undefined, to: undefined })),
  ]
}

export const isKept = (change: ColumnChange): change is KeptColumn =>
  change.former !== undefined && change.name !== undefined

/** Whether its values become others, which are worked out in a column beside it. */
export const isRetyped = ({ from, to }: KeptColumn): boolean => from.type !== to.type

/** Whether it is declared otherwise. */
export function isRedefined({ from, to }: KeptColumn): boolean {
  const toForm = ({ type, nullable, scale, length, precision, keepsDefault }: ColumnSnapshot) => ({
    type,
    nullable,
    scale,
    length,
    precision,
    keepsDefault,
  })
  return !isDeepStrictEqual(toForm(from), toForm(to))
}

/** Whether the column beside it, for its text without case, stays. */
export const keepsFolded = (change: ColumnChange): change is KeptColumn =>
  isKept(change) && change.former === change.name && isFolded(change.from) && isFolded(change.to)
