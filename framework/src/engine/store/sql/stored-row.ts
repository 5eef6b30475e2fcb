import { InternalError } from '../../../kernel/problem/catalogue.ts'
import type { Found } from '../store.ts'
import { writeReals } from './real-text.ts'

/** A row as drivers give it: id, version, JSON text, then the values of the sort keys. */
export type StoredRow = unknown[]

/** A row with its JSON text; MySQL and MariaDB make none where it would be longer than they send at once. */
export function toFound([id, version, json]: StoredRow): Found {
  if (typeof json !== 'string')
    throw new InternalError({ detail: 'The JSON text of a row is longer than the database may send.' })
  return { id: id as string | number, version: version as number, json: writeReals(json) }
}
