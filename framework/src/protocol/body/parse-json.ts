// JSON (RFC 8259) as I-JSON (RFC 7493) demands it: UTF-8, no member twice; and not nested beyond reason.
import { MalformedBody } from '../../kernel/problem/catalogue.ts'

/** How deep arrays and objects may be nested. */
export const mostDepth = 64

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The value of a JSON body; a 400 problem when it has none. */
export function parseJson(body: Uint8Array): unknown {
  const text = decode(body)
  const end = text.length
  if (end === 0) throw new MalformedBody({ detail: 'The body is empty; send JSON.' })
  checkDepth(text)
  const value = parse(text)
  checkMembers(text)
  return value
}

function decode(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch (cause) {
    throw new MalformedBody({ detail: 'The body is not UTF-8.', cause })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new MalformedBody({ detail: 'The body is not JSON.', cause })
  }
}

const quote = 34
const backslash = 92
const openBrace = 123
const openBracket = 91
const closeBrace = 125
const closeBracket = 93
const colon = 58

/** The index of the quote that ends the string beginning at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(index - 1 - backslashes) === backslash) backslashes++
  return backslashes % 2 === 1
}

// Before parsing: nesting is what makes parsers and validators run out of stack.
function checkDepth(text: string): void {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === quote) index = endOfString(text, index)
    else if (code === openBrace || code === openBracket) depth++
    else if (code === closeBrace || code === closeBracket) depth--
    if (depth > mostDepth)
      throw new MalformedBody({ detail: `The body is nested deeper than ${mostDepth} levels.` })
  }
}

// After parsing, so that the text is known to be JSON: JSON.parse itself would silently keep the last of two members.
function checkMembers(text: string): void {
  const objects: (Set<string> | undefined)[] = []
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === openBrace) objects.push(new Set())
    else if (code === openBracket) objects.push(undefined)
    else if (code === closeBrace || code === closeBracket) objects.pop()
    else if (code === quote) {
      const end = endOfString(text, index)
      if (isName(text, end)) addMember(objects.at(-1), JSON.parse(text.slice(index, end + 1)) as string)
      index = end
    }
  }
}

function isName(text: string, end: number): boolean {
  let next = end + 1
  while (/[ \t\n\r]/.test(text.charAt(next))) next++
  return text.charCodeAt(next) === colon
}

function addMember(members: Set<string> | undefined, name: string): void {
  if (members === undefined) return
  if (members.has(name))
    throw new MalformedBody({ detail: `The member ${JSON.stringify(name)} stands twice.` })
  members.add(name)
}
