// Exchanging refresh tokens (RFC 6749 section 6), each good once (RFC 9700 section 4.14.2).
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { Events } from '../../kernel/events/events.ts'
import {
  ContentTooLarge,
  InvalidCsrfToken,
  InvalidQuery,
  InvalidRefreshToken,
  MalformedBody,
  RefreshTokenExchanged,
  UnsupportedMediaType,
  ValidationFailed,
} from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import { createValidator } from '../../protocol/body/validator.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { AuthSessionRow } from './auth-session.ts'
import type { AuthSessions, OpenedSession } from './auth-sessions.ts'
import type { Cookies } from './cookies.ts'
import { demandCsrfToken } from './csrf.ts'
import { scopeSchema } from './login-request.ts'
import { grantScopes, parseScopes } from './scopes.ts'
import { readTextMembers, toTextContent } from './text-members.ts'
import { toTokensResponse, type TokenAnswer } from './token-answer.ts'
import { refuseParameters } from './unknown-parameters.ts'

/** What exchanging refresh tokens needs to know. */
export interface RefreshOptions {
  readonly sessions: AuthSessions
  readonly answer: TokenAnswer
  readonly events: Events
  readonly challenge: string
  /** Undefined where cookies hold no tokens. */
  readonly cookies: Cookies | undefined
}

const refreshSchema = {
  type: 'object',
  properties: {
    refresh_token: {
      type: 'string',
      description: 'The last one given.',
      examples: ['AZjA3lvUfJqPHi9vTBuaAQ…'],
    },
    scope: scopeSchema,
  },
  required: ['refresh_token'],
  additionalProperties: false,
} satisfies JsonSchema

/** Where a cookie may hold the refresh token instead. */
const { required: _, ...optionalSchema } = refreshSchema

const validate = createValidator(refreshSchema)
const validateBesideCookie = createValidator(optionalSchema)

/** Answers POST /auth/refresh: the next tokens of a session. The sign-in does not become fresh again by it. */
export function createRefresh(options: RefreshOptions): (request: HttpRequest) => Promise<HttpReply> {
  const { answer, cookies } = options
  return async (request) => {
    refuseParameters(request)
    const kept = cookies?.read(request, 'refresh')
    const body = readTextMembers(request, kept === undefined ? validate : validateBesideCookie)
    const given = body['refresh_token']
    const asked = parseScopes(body['scope'])
    const scopesOf = ({ scopes }: AuthSessionRow) =>
      grantScopes(asked, parseScopes(scopes) ?? [], 'The session')
    if (kept === undefined || given !== undefined) {
      const opened = await exchange(given ?? '', scopesOf, options)
      return answer.toBody(opened, scopesOf(opened.session))
    }
    let csrfToken = ''
    const check = (session: AuthSessionRow) => {
      csrfToken = demandCsrfToken(request, session.csrf)
      scopesOf(session)
    }
    const opened = await exchange(kept, check, { ...options, forgotten: cookies!.clear() })
    return answer.toCookies(opened, scopesOf(opened.session), cookies!, csrfToken)
  }
}

async function exchange(
  refreshToken: string,
  check: (session: AuthSessionRow) => void,
  { sessions, events, challenge, forgotten }: RefreshOptions & { readonly forgotten?: readonly string[] },
): Promise<OpenedSession> {
  const rotation = await sessions.rotate(refreshToken, check)
  if (rotation.outcome === 'exchanged') return rotation
  const headers = { 'www-authenticate': challenge }
  if (rotation.outcome === 'late') {
    const detail = 'The refresh token was exchanged a moment ago; use the tokens that were given for it.'
    throw new RefreshTokenExchanged({ detail, headers })
  }
  if (rotation.outcome === 'replayed') {
    const { id, userId } = rotation.session
    const message = `A refresh token of session ${id} of user ${userId} came a second time: the session has ended`
    events.emit('warning', { message })
  }
  const cookies = forgotten === undefined ? {} : { cookies: forgotten }
  throw new InvalidRefreshToken({ detail: 'Sign in again.', headers, ...cookies })
}

/** How POST /auth/refresh looks in the OpenAPI document. */
export const toRefreshOperation = (hasCookies: boolean): OperationObject => ({
  operationId: 'refresh',
  summary: 'Get new tokens',
  description:
    'Exchanges a refresh token for the next one and an access token with the same scopes or fewer. A refresh token is ' +
    'good once: if it comes again, somebody else has it as well, and the session ends. Only within 10 seconds is a ' +
    'second request refused and nothing more, as two tabs may ask at the same time.',
  tags: ['auth'],
  requestBody: {
    ...(hasCookies && { description: 'Not needed where a cookie holds the refresh token, but for `scope`.' }),
    required: !hasCookies,
    content: toTextContent(hasCookies ? optionalSchema : refreshSchema),
  },
  responses: { 200: toTokensResponse(hasCookies) },
})

/** The problems POST /auth/refresh may answer with. */
export const toRefreshProblems = (hasCookies: boolean): readonly ProblemType[] => [
  MalformedBody,
  ContentTooLarge,
  InvalidQuery,
  InvalidRefreshToken,
  RefreshTokenExchanged,
  UnsupportedMediaType,
  ValidationFailed,
  ...(hasCookies ? [InvalidCsrfToken] : []),
]
