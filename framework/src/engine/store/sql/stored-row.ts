import type { Found } from '../store.ts'
import { writeReals } from './real-text.ts'

/** A row as drivers give it: id, version, JSON text, then the values of the sort keys. */
export type StoredRow = unknown[]

export function toFound(row: StoredRow): Found {
  return { id: row[0] as string | number, version: row[1] as number, json: writeReals(row[2] as string) }
}
