import type { StoredRow } from './stored-row.ts'

const versions = new WeakMap<object, number>()

/** The values of a row as they are handed to user code; its version stays with the object, unseen. */
export function toHandlerRow({ values, version }: StoredRow): Readonly<Record<string, unknown>> {
  versions.set(values, version)
  return values
}

/** The version of a row that was handed to user code; undefined for an object made by hand. */
export function versionOf(row: object): number | undefined {
  return versions.get(row)
}
