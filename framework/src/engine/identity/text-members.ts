import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { MalformedBody, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseJson } from '../../protocol/body/parse-json.ts'
import { parseUrlencoded } from '../../protocol/body/parse-urlencoded.ts'
import type { Validator } from '../../protocol/body/validator.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'

/** The media types such bodies are read in. */
const textMemberTypes = ['application/json', 'application/x-www-form-urlencoded'] as const

/** The `content` of a Request Body Object of OpenAPI 3.1 for such a body. */
export const toTextContent = (schema: JsonSchema) =>
  Object.fromEntries(textMemberTypes.map((type) => [type, { schema }]))

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

/** The members of a form, each at most once. */
function parseForm(body: Uint8Array): Readonly<Record<string, string>> {
  const members = new Map<string, string>()
  for (const [name, text] of parseUrlencoded(body)) {
    if (members.has(name))
      throw new MalformedBody({ detail: `The member ${JSON.stringify(name)} stands twice.` })
    members.set(name, text)
  }
  return Object.fromEntries(members)
}
