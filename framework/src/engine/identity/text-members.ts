import { MalformedBody, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseJson } from '../../protocol/body/parse-json.ts'
import type { Validator } from '../../protocol/body/validator.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'

/** The media types such bodies are read in. */
export const textMemberTypes = ['application/json', 'application/x-www-form-urlencoded'] as const

/** The members of a body that has nothing but texts; 400, 415 and 422 problems where it is not well formed. */
export function readTextMembers(request: HttpRequest, validate: Validator): Readonly<Record<string, string>> {
  const body = decode(request)
  const errors = validate(body)
  if (errors.length > 0) throw new ValidationFailed({ errors })
  // The schema leaves nothing but texts.
  return body as Readonly<Record<string, string>>
}

function decode(request: HttpRequest): unknown {
  const { body } = request
  if (body === undefined || body.length === 0) return {}
  return checkMediaType(request, textMemberTypes) === 'application/json' ? parseJson(body) : parseForm(body)
}

/** The members of an `application/x-www-form-urlencoded` body (URL Standard section 5), each at most once. */
function parseForm(body: Uint8Array): Readonly<Record<string, string>> {
  const members = new Map<string, string>()
  for (const pair of Buffer.from(body).toString('latin1').split('&').filter(Boolean)) {
    const [name = '', ...rest] = pair.split('=')
    const key = decodePart(name)
    if (members.has(key))
      throw new MalformedBody({ detail: `The member ${JSON.stringify(key)} stands twice.` })
    members.set(key, decodePart(rest.join('=')))
  }
  return Object.fromEntries(members)
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw new MalformedBody({ detail: 'The form is not percent-encoded UTF-8.', cause })
  }
}
