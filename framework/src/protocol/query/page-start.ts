import type { PageStart } from '../../declaration/resource/query.ts'
import { budget } from './budget.ts'
import type { CursorCodec } from './cursor.ts'
import type { QueryFaults } from './query-faults.ts'

/** The three ways of paging. */
export type Paging = 'cursor' | 'page' | 'offset'

/** The parameters that choose a page, as sent. */
export interface PageParameters {
  readonly after?: string
  readonly before?: string
  readonly page?: string
  readonly offset?: string
}

/** Where a page begins, and how that was said. */
export interface PageChoice {
  readonly paging: Paging
  readonly start: PageStart
  /** Counted from 1; of paging by number only. */
  readonly page: number | undefined
}

/** Opens the cursors of one query: its codec, what they are bound to, and how many sort keys they hold. */
export interface CursorReader {
  readonly cursors: CursorCodec
  readonly keys: number
  binding(): string
}

export const firstPage: PageChoice = Object.freeze({
  paging: 'cursor',
  start: Object.freeze({ kind: 'first' }),
  page: undefined,
})

/** Reads `after`, `before`, `page` and `offset`, of which one may be given. */
export function parsePageChoice(
  parameters: PageParameters,
  limit: number,
  reader: CursorReader,
  faults: QueryFaults,
): PageChoice {
  const { after, before, page, offset } = parameters
  if (!checkSingle(parameters, faults)) return firstPage
  if (after !== undefined) return parseCursor('after', after, reader, faults)
  if (before !== undefined) return parseCursor('before', before, reader, faults)
  if (page !== undefined) return parsePage(page, limit, faults)
  return offset === undefined ? firstPage : parseOffset(offset, faults)
}

function checkSingle(parameters: PageParameters, faults: QueryFaults): boolean {
  const given = Object.keys(parameters)
  if (given.length < 2) return true
  for (const name of given) {
    const others = given.filter((other) => other !== name).join(' or ')
    faults.add(name, 'mixed_paging', `cannot be used together with ${others}`)
  }
  return false
}

function parseCursor(
  kind: 'after' | 'before',
  text: string,
  { cursors, keys, binding }: CursorReader,
  faults: QueryFaults,
): PageChoice {
  const position = cursors.decode(text, binding())
  // Before the end, and after the beginning, of the list.
  if (position?.length === 0)
    return kind === 'after' ? firstPage : { paging: 'cursor', start: { kind: 'last' }, page: undefined }
  if (position?.length === keys) return { paging: 'cursor', start: { kind, position }, page: undefined }
  faults.add(
    kind,
    'invalid_cursor',
    'is not a cursor of this list, with this filter, this sort and this caller',
  )
  return firstPage
}

function parsePage(text: string, limit: number, faults: QueryFaults): PageChoice {
  const page = parseCount(text, 1)
  const offset = (page - 1) * limit
  if (offset <= budget.skippedRows) return { paging: 'page', start: { kind: 'offset', offset }, page }
  faults.add('page', ...describeCount(page, 1))
  return firstPage
}

function parseOffset(text: string, faults: QueryFaults): PageChoice {
  const offset = parseCount(text, 0)
  if (offset <= budget.skippedRows)
    return { paging: 'offset', start: { kind: 'offset', offset }, page: undefined }
  faults.add('offset', ...describeCount(offset, 0))
  return firstPage
}

function describeCount(count: number, least: number): [code: string, detail: string] {
  return Number.isNaN(count)
    ? ['invalid_integer', `must be a whole number from ${least}`]
    : ['out_of_range', `skips more than ${budget.skippedRows} rows; page by cursor instead`]
}

/** Reads `limit`, from 1 to the resource's greatest page. */
export function parseLimit(
  text: string,
  maxPageSize: number,
  faults: QueryFaults,
  parameter = 'limit',
): number {
  const limit = parseCount(text, 1)
  if (limit <= maxPageSize) return limit
  faults.add(parameter, 'out_of_range', `must be a whole number from 1 to ${maxPageSize}`)
  return maxPageSize
}

/** A whole number in its one decimal form, or NaN. */
function parseCount(text: string, least: number): number {
  return /^(?:0|[1-9]\d{0,14})$/.test(text) && Number(text) >= least ? Number(text) : Number.NaN
}
