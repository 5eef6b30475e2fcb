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
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import { headerOf, type HttpReply, type HttpRequest } from '../../protocol/message/message.ts'
import type { AuthSessions } from './auth-sessions.ts'
import type { Credentials } from './basic-credentials.ts'
import { loginSchema, readLoginRequest } from './login-request.ts'
import { invalidCredentials, type PasswordSignIn } from './password-sign-in.ts'
import { grantScopes } from './scopes.ts'
import { textMemberTypes } from './text-members.ts'
import { tokensResponse, type TokenAnswer } from './token-answer.ts'
import { refuseParameters } from './unknown-parameters.ts'

/** The client (`client_id`) of tokens that POST /auth/login gives: no OAuth client, but the API's own sign-in. */
export const firstPartyClient = 'first-party'

/** What signing in needs to know. */
export interface LoginOptions {
  readonly signIn: PasswordSignIn
  readonly sessions: AuthSessions
  readonly answer: TokenAnswer
  /** Every scope of the API. */
  readonly scopes: readonly string[]
  readonly challenge: string
}

/** Answers POST /auth/login: a session begins, and its tokens are given to a user with their password. */
export function createLogin(options: LoginOptions): (request: HttpRequest) => Promise<HttpReply> {
  const { signIn, sessions, answer, challenge } = options

  /** Undefined where the user was changed while the password was checked, or only hashed anew: worth a second look. */
  const open = async (request: HttpRequest, credentials: Credentials, scopes: readonly string[]) => {
    const { address } = request
    const { user, hash } = await signIn.signIn(credentials, address)
    const userAgent = headerOf(request, 'user-agent')
    return sessions.begin({ userId: user.id, hash, client: firstPartyClient, scopes, userAgent, address })
  }
  return async (request) => {
    refuseParameters(request)
    const { credentials, scopes: asked } = readLoginRequest(request, challenge)
    // Before the password is looked at, so that what a client asks for wrongly is not counted against the user.
    const scopes = grantScopes(asked, options.scopes, 'This API')
    const opened = (await open(request, credentials, scopes)) ?? (await open(request, credentials, scopes))
    if (opened === undefined) throw invalidCredentials(challenge)
    return answer(opened, scopes)
  }
}

/** How POST /auth/login looks in the OpenAPI document. */
export const loginOperation: OperationObject = Object.freeze({
  operationId: 'login',
  summary: 'Sign in',
  description:
    'Begins a session for a user and their password, sent in the body or as Basic credentials (RFC 7617). ' +
    'Whatever is wrong with them, the answer is the same. Too many failures are slowed down.',
  tags: ['auth'],
  requestBody: {
    description: 'Not needed with Basic credentials, but for `scope`.',
    required: false,
    content: Object.fromEntries(textMemberTypes.map((type) => [type, { schema: loginSchema }])),
  },
  responses: {
    200: tokensResponse,
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
