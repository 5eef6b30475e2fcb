import {
  ContentTooLarge,
  InvalidCredentials,
  InvalidQuery,
  MalformedBody,
  TooManyRequests,
  Unavailable,
  UnsupportedMediaType,
  ValidationFailed,
} from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { AccessTokens } from './access-token.ts'
import { loginMediaTypes, loginSchema, readLoginRequest } from './login-request.ts'
import { toJsonResponse } from './operation-response.ts'
import type { PasswordSignIn } from './password-sign-in.ts'
import { refuseParameters } from './unknown-parameters.ts'

/** The client (`client_id`) of tokens that POST /auth/login gives: no OAuth client, but the API's own sign-in. */
export const firstPartyClient = 'first-party'

/** What signing in needs to know. */
export interface LoginOptions {
  readonly signIn: PasswordSignIn
  readonly tokens: AccessTokens
  readonly clock: Clock
  /** Every scope of the API. */
  readonly scopes: readonly string[]
  readonly challenge: string
}

/** Answers POST /auth/login: an access token for a user and their password. */
export function createLogin(options: LoginOptions): (request: HttpRequest) => Promise<HttpReply> {
  const { signIn, tokens, clock, challenge } = options
  return async (request) => {
    refuseParameters(request)
    const { credentials, scopes: asked } = readLoginRequest(request, challenge)
    const scopes = grantScopes(asked, options.scopes)
    const { id } = await signIn.signIn(credentials, request.address)
    const grant = { subject: String(id), client: firstPartyClient, scopes, authenticatedAt: clock.now() }
    return toReply(await tokens.issue(grant), tokens.lifetime, scopes)
  }
}

/** Before the password is looked at, so that what a client asks for wrongly is not counted against the user. */
function grantScopes(asked: readonly string[] | undefined, known: readonly string[]): readonly string[] {
  const unknown = asked?.filter((scope) => !known.includes(scope)) ?? []
  if (unknown.length === 0) return asked ?? known
  const detail = `This API has no scope ${unknown.join(', ')}`
  throw new ValidationFailed({ errors: [{ pointer: '/scope', code: 'unknown_scope', detail }] })
}

function toReply(token: string, lifetime: number, scopes: readonly string[]): HttpReply {
  const body = { access_token: token, token_type: 'Bearer', expires_in: lifetime, scope: scopes.join(' ') }
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return { status: 200, headers, body: JSON.stringify(body) }
}

/** How POST /auth/login looks in the OpenAPI document. */
export const loginOperation: OperationObject = Object.freeze({
  operationId: 'login',
  summary: 'Sign in',
  description:
    'Gives an access token for a user and their password, sent in the body or as Basic credentials (RFC 7617). ' +
    'Whatever is wrong with them, the answer is the same. Too many failures are slowed down.',
  tags: ['auth'],
  requestBody: {
    description: 'Not needed with Basic credentials, but for `scope`.',
    required: false,
    content: Object.fromEntries(loginMediaTypes.map((type) => [type, { schema: loginSchema }])),
  },
  responses: {
    200: toJsonResponse(
      'The access token.',
      {
        type: 'object',
        properties: {
          access_token: { type: 'string', description: 'A JWT (RFC 9068) for `Authorization: Bearer`.' },
          token_type: { type: 'string', const: 'Bearer' },
          expires_in: { type: 'integer', description: 'Seconds from now.' },
          scope: { type: 'string', description: 'The scopes granted, separated by spaces.' },
        },
        required: ['access_token', 'token_type', 'expires_in', 'scope'],
      },
      {
        access_token: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiI…',
        token_type: 'Bearer',
        expires_in: 900,
        scope: 'todos:read todos:write',
      },
    ),
  },
})

/** The problems POST /auth/login may answer with. */
export const loginProblems: readonly ProblemType[] = [
  MalformedBody,
  ContentTooLarge,
  InvalidQuery,
  InvalidCredentials,
  UnsupportedMediaType,
  ValidationFailed,
  TooManyRequests,
  Unavailable,
]
