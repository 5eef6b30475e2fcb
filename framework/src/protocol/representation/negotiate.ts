// Proactive negotiation of media types (RFC 9110 section 12.5.1).
import { NotAcceptable } from '../../kernel/problem/catalogue.ts'
import type { Representation } from './representation.ts'

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
  const ranges = parseRanges(accept)
  if (ranges.length === 0) return preferred
  const best = offered
    .map((type, index) => ({ type, index, quality: qualityOf(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality || left.index - right.index)[0]
  if (best === undefined) {
    throw new NotAcceptable({ detail: `Acceptable are: ${offered.join(', ')}.` })
  }
  return best.type
}

/** The representation that fits an Accept header best; a 406 problem naming them all when none does. */
export function chooseRepresentation(
  accept: string | undefined,
  offered: readonly Representation[],
): Representation {
  const preferred = offered[0]!
  if (accept === undefined || accept === '' || accept === '*/*' || accept === preferred.mediaType)
    return preferred
  const mediaTypes = offered.map(({ mediaType }) => mediaType)
  return offered[mediaTypes.indexOf(negotiateMediaType(accept, mediaTypes))]!
}

const mostRanges = 50

/** The ranges of an Accept header; empty elements of a list count for nothing (RFC 9110 section 5.6.1). */
function parseRanges(accept: string): MediaRange[] {
  // No parameter but the weight matters here, so what stands in quotes may go.
  const plain = accept.replace(/"(?:\\.|[^"\\])*"?/g, '')
  const elements = plain.split(',').filter((element) => element.trim() !== '')
  const ranges = elements.slice(0, mostRanges).map(parseRange)
  return ranges.some(isXhtml) ? ranges.filter((range) => !isXml(range)) : ranges
}

// Browsers list XML since it was to be the next HTML: whoever opens an address in one does not mean data by it.
const isXhtml = ({ type, subtype }: MediaRange): boolean => type === 'application' && subtype === 'xhtml+xml'
const isXml = ({ type, subtype }: MediaRange): boolean => type === 'application' && subtype === 'xml'

const weightForm = /^(?:0(?:\.\d*)?|\.\d+|1(?:\.0*)?)$/

function parseRange(text: string): MediaRange {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  // Some clients abbreviate the range of everything.
  const [type = '', subtype = ''] = range === '*' ? ['*', '*'] : range.split('/')
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
  return { type, subtype, quality: weightForm.test(weight) ? Number(weight) : 0 }
}

/** The quality of the most specific range that fits (RFC 9110 section 12.5.1). */
function qualityOf(mediaType: string, ranges: readonly MediaRange[]): number {
  const [type, subtype] = mediaType.split('/')
  return (
    greatestOf(ranges, type, subtype) ?? greatestOf(ranges, type, '*') ?? greatestOf(ranges, '*', '*') ?? 0
  )
}

/** The quality of a range, the greatest where it stands more than once; undefined where it does not stand at all. */
function greatestOf(ranges: readonly MediaRange[], type = '', subtype = ''): number | undefined {
  const same = ranges.filter((range) => range.type === type && range.subtype === subtype)
  return same.length === 0 ? undefined : Math.max(...same.map(({ quality }) => quality))
}
