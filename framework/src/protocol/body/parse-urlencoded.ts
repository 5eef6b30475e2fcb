// application/x-www-form-urlencoded bodies (WHATWG URL Standard section 5.1), strict about encoding.
import { MalformedBody } from '../../kernel/problem/catalogue.ts'
import { parseParameter } from '../query/raw-parameters.ts'
import type { FormEntry } from './form-values.ts'

/** Most members of a form. */
export const mostMembers = 1000

/** The members of a form in their order; a 400 problem where it cannot be decoded. */
export function parseUrlencoded(body: Uint8Array): readonly FormEntry[] {
  const entries: FormEntry[] = []
  for (const part of toAscii(body).split('&')) {
    if (part === '') continue
    const parameter = parseParameter(part)
    if (parameter === undefined) throw new MalformedBody({ detail: 'The form is not percent-encoded UTF-8.' })
    if (entries.length === mostMembers) throw tooMany()
    entries.push([parameter.name, parameter.value])
  }
  return entries
}

export const tooMany = (): Error =>
  new MalformedBody({ detail: `The form has more than ${mostMembers} members.` })

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Everything else is escaped; a client that forgot to is understood where it sent UTF-8. */
function toAscii(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch (cause) {
    throw new MalformedBody({ detail: 'The form is not UTF-8.', cause })
  }
}
