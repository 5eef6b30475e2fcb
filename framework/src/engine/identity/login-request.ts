import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { MalformedBody, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseJson } from '../../protocol/body/parse-json.ts'
import { createValidator, type Validator } from '../../protocol/body/validator.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import { readBasic } from './basic.ts'
import type { Credentials } from './basic-credentials.ts'

/** What a client asks for when it signs in. */
export interface LoginRequest {
  readonly credentials: Credentials
  /** The scopes asked for; undefined: all. */
  readonly scopes: readonly string[] | undefined
}

const scope = {
  type: 'string',
  description: 'Scopes separated by spaces, to get fewer than all.',
  examples: ['todos:read'],
} satisfies JsonSchema

/** The body of a sign-in. Unknown members are refused: a misspelt `scope` must not mean every scope. */
export const loginSchema = {
  type: 'object',
  properties: {
    username: { type: 'string', examples: ['ada'] },
    password: { type: 'string', format: 'password', examples: ['ada-password'] },
    scope,
  },
  required: ['username', 'password'],
  additionalProperties: false,
} satisfies JsonSchema

/** With Basic credentials the body may only narrow the scopes. */
const basicSchema = {
  type: 'object',
  properties: { scope },
  additionalProperties: false,
} satisfies JsonSchema

/** The media types a sign-in is read in. */
export const loginMediaTypes = ['application/json', 'application/x-www-form-urlencoded'] as const

const validateLogin = createValidator(loginSchema)
const validateBasic = createValidator(basicSchema)

/**
 * Reads a sign-in from Basic credentials or the body; 400, 415 and 422 problems where it is not well formed.
 * @param challenge for Basic credentials that are malformed, a 401
 */
export function readLoginRequest(request: HttpRequest, challenge: string): LoginRequest {
  const basic = readBasic(request, challenge)
  const body = readBody(request, basic === undefined ? validateLogin : validateBasic)
  const { username = '', password = '' } = body
  return { credentials: basic ?? { username, password }, scopes: toScopes(body['scope']) }
}

/** Parameters without a value count as left out (RFC 6749 section 3.1). */
function toScopes(text: string | undefined): readonly string[] | undefined {
  const names = text?.split(' ').filter((name) => name !== '') ?? []
  return names.length === 0 ? undefined : [...new Set(names)]
}

function readBody(request: HttpRequest, validate: Validator): Readonly<Record<string, string>> {
  const body = decode(request)
  const errors = validate(body)
  if (errors.length > 0) throw new ValidationFailed({ errors })
  // The schema leaves nothing but texts.
  return body as Readonly<Record<string, string>>
}

function decode(request: HttpRequest): unknown {
  const { body } = request
  if (body === undefined || body.length === 0) return {}
  return checkMediaType(request, loginMediaTypes) === 'application/json' ? parseJson(body) : parseForm(body)
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
