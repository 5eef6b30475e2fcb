// The Prefer header (RFC 7240).

/** What a client would like, as far as it is understood here. */
export interface Preferences {
  /** Whether the answer to a write shows what was written. */
  readonly return?: 'minimal' | 'representation'
  /** Whether what nobody knows is refused or passed over. */
  readonly handling?: 'strict' | 'lenient'
}

/** Of a request without any. */
export const noPreferences: Preferences = Object.freeze({})

const token = "[!#$%&'*+.^_`|~\\w-]+"
const word = `(?:"(?:[^"\\\\]|\\\\.)*"|${token})`
const assignment = `(${token})(?:[ \\t]*=[ \\t]*(${word}))?`
// Each is looked for by itself: in one expression the spaces between them could be shared out in endless ways.
const separators = /[ \t,]*/y
const preference = new RegExp(assignment, 'y')
const parameter = new RegExp(`[ \\t]*;[ \\t]*(?:${assignment})?`, 'y')
const ending = /[ \t]*(?=,|$)/y

const values: Readonly<Record<keyof Preferences, ReadonlySet<string>>> = {
  return: new Set(['minimal', 'representation']),
  handling: new Set(['strict', 'lenient']),
}

/**
 * Reads what a client prefers. Nothing here is an error: what is malformed or not understood is passed over, and of a
 * preference that stands twice the first counts (RFC 7240 section 2).
 * @param header as sent; repeated ones joined
 */
export function parsePreferences(header: string): Preferences {
  const preferences: Record<string, string> = {}
  const seen = new Set<string>()
  for (let index = skip(separators, header, 0); index < header.length;) {
    preference.lastIndex = index
    const match = preference.exec(header)
    const end = match === null ? undefined : findEnd(header, preference.lastIndex)
    index = skip(separators, header, end ?? nextComma(header, index))
    const name = end === undefined ? undefined : match?.[1]?.toLowerCase()
    if (name === undefined || seen.has(name)) continue
    seen.add(name)
    const value = unquote(match?.[2] ?? '')
    if (isKnown(name) && values[name].has(value)) preferences[name] = value
  }
  return preferences
}

const isKnown = (name: string): name is keyof Preferences => Object.hasOwn(values, name)

/** Where a preference ends, with its parameters; undefined where it is malformed. */
function findEnd(header: string, from: number): number | undefined {
  let end = from
  for (let next = skip(parameter, header, end); next !== end; next = skip(parameter, header, end)) end = next
  const last = skip(ending, header, end)
  return last === header.length || header[last] === ',' ? last : undefined
}

/** The place after what an expression matches from here on; the same place where it matches nothing. */
function skip(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from
  return expression.test(text) ? expression.lastIndex : from
}

/** Where the next preference may begin after a malformed one. */
function nextComma(header: string, from: number): number {
  const comma = header.indexOf(',', from)
  return comma === -1 ? header.length : comma + 1
}

const unquote = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text
