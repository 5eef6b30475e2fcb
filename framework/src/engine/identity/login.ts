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
import { checkMediaType } from '../../protocol/body/media-type.ts'
import type { Cookies } from './cookies.ts'
import { createSecret } from './secret-digest.ts'
import type { Credentials } from './basic-credentials.ts'
import { loginSchema, readLoginRequest } from './login-request.ts'
import { invalidCredentials, type PasswordSignIn } from './password-sign-in.ts'
import { grantScopes } from './scopes.ts'
import { toTextContent } from './text-members.ts'
import { toTokensResponse, type TokenAnswer } from './token-answer.ts'
import { readFlags } from './unknown-parameters.ts'

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
  /** Undefined where cookies hold no tokens. */
  readonly cookies: Cookies | undefined
}

/** Answers POST /auth/login: a session begins, and its tokens are given to a user with their password. */
export function createLogin(options: LoginOptions): (request: HttpRequest) => Promise<HttpReply> {
  const { signIn, sessions, answer, challenge, cookies } = options

  /** Undefined where the user was changed while the password was checked, or only hashed anew: worth a second look. */
  const open = async ({ request, credentials, scopes, csrfToken }: Opening) => {
    const { address } = request
    const { user, hash } = await signIn.signIn(credentials, address)
    const userAgent = headerOf(request, 'user-agent')
    const proof = { hash }
    const begun = { userId: user.id, proof, client: firstPartyClient, scopes, userAgent, address }
    return sessions.begin({ ...begun, ...(csrfToken !== undefined && { csrfToken }) })
  }
  return async (request) => {
    const isKept = readFlags(request, cookies === undefined ? [] : ['cookies'])['cookies'] === true
    // Other sites can make a browser send forms, and so sign it in as somebody else; JSON they cannot.
    if (isKept && !isOfScript(request)) checkMediaType(request, ['application/json'])
    const { credentials, scopes: asked } = readLoginRequest(request, challenge)
    // Before the password is looked at, so that what a client asks for wrongly is not counted against the user.
    const scopes = grantScopes(asked, options.scopes, 'This API')
    const csrfToken = isKept ? createSecret() : undefined
    const opening = { request, credentials, scopes, csrfToken }
    const opened = (await open(opening)) ?? (await open(opening))
    if (opened === undefined) throw invalidCredentials(challenge)
    if (csrfToken === undefined) return answer.toBody(opened, scopes)
    return answer.toCookies(opened, scopes, cookies!, csrfToken)
  }
}

/**
 * Whether nothing but a script can have sent it, one that may: it has no body, and so its credentials stand in a header. Those a
 * browser keeps (Basic) it adds to empty forms as well, and to requests of scripts that it asks nobody about.
 */
function isOfScript(request: HttpRequest): boolean {
  if ((request.body?.length ?? 0) > 0 || headerOf(request, 'content-type') !== undefined) return false
  const mode = headerOf(request, 'sec-fetch-mode')
  return mode !== 'navigate' && mode !== 'no-cors'
}

/** A session that is to begin. */
interface Opening {
  readonly request: HttpRequest
  readonly credentials: Credentials
  readonly scopes: readonly string[]
  readonly csrfToken: string | undefined
}

const cookiesParameter = {
  name: 'cookies',
  in: 'query',
  description: 'Whether cookies shall hold the tokens; the body must then be JSON.',
  schema: { type: 'boolean', default: false },
}

/** How POST /auth/login looks in the OpenAPI document. */
export const toLoginOperation = (hasCookies: boolean): OperationObject => ({
  operationId: 'login',
  summary: 'Sign in',
  description:
    'Begins a session for a user and their password, sent in the body or as Basic credentials (RFC 7617). ' +
    'Whatever is wrong with them, the answer is the same. Too many failures are slowed down.',
  tags: ['auth'],
  ...(hasCookies && { parameters: [cookiesParameter] }),
  requestBody: {
    description: 'Not needed with Basic credentials, but for `scope`.',
    required: false,
    content: toTextContent(loginSchema),
  },
  responses: { 200: toTokensResponse(hasCookies) },
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
