// The Deprecation header (RFC 9745), the Sunset header (RFC 8594) and the links of both.
import { parseDeprecationDate, type DatedDeprecation } from '../../declaration/schema/deprecation.ts'
import { toHttpDate } from '../conditional/http-date.ts'

/** The headers that tell of a deprecation, in lower case. */
export function toDeprecationHeaders({
  since,
  sunset,
  link,
}: DatedDeprecation): Readonly<Record<string, string>> {
  const relations = [['deprecation', true] as const, ['sunset', sunset !== undefined] as const]
  const links = relations.filter(([, isSaid]) => isSaid).map(([name]) => `<${link}>; rel="${name}"`)
  return {
    deprecation: `@${Math.floor(toMilliseconds(since) / 1000)}`,
    ...(sunset !== undefined && { sunset: toHttpDate(toMilliseconds(sunset)) }),
    ...(link !== undefined && { link: links.join(', ') }),
  }
}

// Dates that are none are refused at start.
const toMilliseconds = (date: string): number => parseDeprecationDate(date) ?? 0
