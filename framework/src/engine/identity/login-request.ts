import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { createValidator } from '../../protocol/body/validator.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import { readBasic } from './basic.ts'
import type { Credentials } from './basic-credentials.ts'
import { readTextMembers } from './text-members.ts'
import { parseScopes } from './scopes.ts'

/** What a client asks for when it signs in. */
export interface LoginRequest {
  readonly credentials: Credentials
  /** The scopes asked for; undefined: all. */
  readonly scopes: readonly string[] | undefined
}

/** Of a body that may narrow the scopes. */
export const scopeSchema = {
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
    scope: scopeSchema,
  },
  required: ['username', 'password'],
  additionalProperties: false,
} satisfies JsonSchema

/** With Basic credentials the body may only narrow the scopes. */
const basicSchema = {
  type: 'object',
  properties: { scope: scopeSchema },
  additionalProperties: false,
} satisfies JsonSchema

const validateLogin = createValidator(loginSchema)
const validateBasic = createValidator(basicSchema)

/**
 * Reads a sign-in from Basic credentials or the body; 400, 415 and 422 problems where it is not well formed.
 * @param challenge for Basic credentials that are malformed, a 401
 */
export function readLoginRequest(request: HttpRequest, challenge: string): LoginRequest {
  const basic = readBasic(request, challenge)
  const body = readTextMembers(request, basic === undefined ? validateLogin : validateBasic)
  const { username = '', password = '' } = body
  return { credentials: basic ?? { username, password }, scopes: parseScopes(body['scope']) }
}
