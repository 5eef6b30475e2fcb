// Range requests (RFC 9110 section 14) for bytes; several ranges at once are answered with the whole.

/** Some bytes of a file; both ends are among them. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * What a Range header asks for: some bytes; `whole` where it is no range, or several; `unsatisfiable` where the file has
 * none of these bytes.
 * @param size of the file in bytes
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header ?? '')
  if (match === null || match[0] === undefined) return 'whole'
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return 'whole'
  const range = from === '' ? toEnd(Number(to), size) : toMiddle(Number(from), to, size)
  if (range === 'whole') return range
  return range.first < size && range.first <= range.last ? range : 'unsatisfiable'
}

/** The last bytes. */
const toEnd = (count: number, size: number): ByteRange => ({
  first: count === 0 ? size : Math.max(0, size - count),
  last: size - 1,
})

function toMiddle(first: number, to: string, size: number): ByteRange | 'whole' {
  if (to === '') return { first, last: size - 1 }
  // The end before the beginning is no range at all (RFC 9110 section 14.1.1).
  return Number(to) < first ? 'whole' : { first, last: Math.min(Number(to), size - 1) }
}

/** Whether a Range is heeded: without If-Range, or where it names the file as it is (RFC 9110 section 13.1.5). */
export function isRangeFresh(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === tag
}
