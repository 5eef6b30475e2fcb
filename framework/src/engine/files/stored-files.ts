import { isNever } from '../../declaration/condition/condition.ts'
import type { Condition } from '../../declaration/condition/condition.ts'
import { columnOf } from '../../declaration/resource/column.ts'
import type { Model, Property } from '../../declaration/resource/model.ts'
import { selectNames, type Selection } from '../../declaration/resource/query.ts'
import { parseKeptFile, type UploadedFile } from '../../declaration/schema/kinds/file.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Found, Session } from '../store/store.ts'

/** The file fields of a resource. */
export const fileFieldsOf = oncePer((model: Model): readonly Property[] =>
  [...model.properties.values()].filter(({ definition }) => definition.kind === 'file'),
)

/** Whose the files of a field are: where they are named, whatever versions of the resource call it. */
export const ownerOf = ({ table }: Model, property: Property): string => `${table}.${columnOf(property)}`

/** The files a row has, by their fields; those it has not are left out. */
export type RowFiles = ReadonlyMap<string, UploadedFile>

/** Selects fields as their columns keep them, keys included. */
export function selectKept(names: readonly string[]): Selection {
  return selectNames(names, 'kept')
}

/** The files of a row, keys included; undefined where no such row fulfils the condition. */
export function findFiles(
  session: Session,
  model: Model,
  id: string | number,
  names: readonly string[],
  where: Condition,
): Awaitable<RowFiles | undefined> {
  if (isNever(where)) return undefined
  const found = session.find(model, { id, where, selection: selectKept(names) })
  return andThen(found, (row) => row && parseFiles(row))
}

/** The files of a row that was found by `selectKept`. */
export function parseFiles({ json }: Found): RowFiles {
  const kept = JSON.parse(json) as Record<string, Parameters<typeof parseKeptFile>[0] | null>
  const entries = Object.entries(kept).flatMap(([name, file]): [string, UploadedFile][] =>
    file === null ? [] : [[name, parseKeptFile(file)]],
  )
  return new Map(entries)
}
