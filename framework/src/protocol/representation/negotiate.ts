// Proactive negotiation of media types (RFC 9110 section 12.5.1).
import { NotAcceptable } from '../../kernel/problem/catalogue.ts'

/** A media range of an Accept header and how much it is wanted. */
interface MediaRange {
  readonly type: string
  readonly subtype: string
  readonly quality: number
}

/**
 * The best of the offered media types for an Accept header; a 406 problem when none is acceptable.
 * @param offered media types without parameters, the preferred one first
 */
export function negotiateMediaType(accept: string | undefined, offered: readonly string[]): string {
  const preferred = offered[0]!
  if (accept === undefined || accept === '' || accept === '*/*' || accept === preferred) return preferred
  const ranges = accept.split(',', 50).map(parseRange)
  const best = offered
    .map((type, index) => ({ type, index, quality: qualityOf(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality || left.index - right.index)[0]
  if (best === undefined) throw new NotAcceptable({ detail: `Acceptable are: ${offered.join(', ')}.` })
  return best.type
}

function parseRange(text: string): MediaRange {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const [type = '', subtype = ''] = range.split('/')
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  const quality = weight === undefined ? 1 : Number(weight.slice(2))
  return { type, subtype, quality: quality >= 0 && quality <= 1 ? quality : 0 }
}

/** The quality of the most specific range that fits (RFC 9110 section 12.5.1). */
function qualityOf(mediaType: string, ranges: readonly MediaRange[]): number {
  const [type, subtype] = mediaType.split('/')
  const exact = ranges.find((range) => range.type === type && range.subtype === subtype)
  const family = ranges.find((range) => range.type === type && range.subtype === '*')
  const any = ranges.find((range) => range.type === '*' && range.subtype === '*')
  return (exact ?? family ?? any)?.quality ?? 0
}
