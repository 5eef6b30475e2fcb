// application/x-www-form-urlencoded query strings (WHATWG URL Standard section 5.1), strict about encoding.
import { budget } from './budget.ts'
import type { QueryFaults } from './query-faults.ts'

/** One parameter of a query string. */
export interface RawParameter {
  readonly name: string
  readonly value: string
  /** Name and value as they were sent, for links. */
  readonly text: string
}

/** The parameters of a query string in their order; what cannot be decoded is reported and left out. */
export function parseParameters(rawQuery: string, faults: QueryFaults): RawParameter[] {
  if (!fitsBudget(rawQuery)) {
    faults.addFault({ code: 'query_too_long', detail: `must have at most ${budget.queryLength} bytes` })
    return []
  }
  const parameters: RawParameter[] = []
  for (const text of rawQuery.split('&')) {
    if (text === '') continue
    const parameter = parseParameter(text)
    if (parameter === undefined)
      faults.add(text.split('=', 1).join(), 'invalid_encoding', 'is not percent-encoded UTF-8')
    else parameters.push(parameter)
  }
  return parameters
}

/** Whether a query is short enough; a cursor does not count, so that the pages of what was just short enough have links. */
export function fitsBudget(rawQuery: string): boolean {
  if (rawQuery.length <= budget.queryLength) return true
  return rawQuery.replaceAll(/(?:^|&)(?:after|before)=[\w-]*/g, '').length <= budget.queryLength
}

/** A parameter as it would have been sent. */
export function toParameter(name: string, value: string): RawParameter {
  const encode = (text: string) => encodeURIComponent(text.toWellFormed())
  return { name, value, text: `${encode(name)}=${encode(value)}` }
}

/** One parameter; undefined where it cannot be decoded. */
export function parseParameter(text: string): RawParameter | undefined {
  const equals = text.indexOf('=')
  const name = decode(equals === -1 ? text : text.slice(0, equals))
  const value = decode(equals === -1 ? '' : text.slice(equals + 1))
  return name === undefined || value === undefined ? undefined : { name, value, text }
}

function decode(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return undefined
  }
}
