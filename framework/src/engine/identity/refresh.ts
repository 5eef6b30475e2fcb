// Exchanging refresh tokens (RFC 6749 section 6), each good once (RFC 9700 section 4.14.2).
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { Events } from '../../kernel/events/events.ts'
import {
  ContentTooLarge,
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
import { scopeSchema } from './login-request.ts'
import { grantScopes, parseScopes } from './scopes.ts'
import { readTextMembers, textMemberTypes } from './text-members.ts'
import { tokensResponse, type TokenAnswer } from './token-answer.ts'
import { refuseParameters } from './unknown-parameters.ts'

/** What exchanging refresh tokens needs to know. */
export interface RefreshOptions {
  readonly sessions: AuthSessions
  readonly answer: TokenAnswer
  readonly events: Events
  readonly challenge: string
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

const validate = createValidator(refreshSchema)

/** Answers POST /auth/refresh: the next tokens of a session. The sign-in does not become fresh again by it. */
export function createRefresh(options: RefreshOptions): (request: HttpRequest) => Promise<HttpReply> {
  const { answer } = options
  return async (request) => {
    refuseParameters(request)
    const { refresh_token: refreshToken = '', scope } = readTextMembers(request, validate)
    const asked = parseScopes(scope)
    const scopesOf = ({ scopes }: AuthSessionRow) =>
      grantScopes(asked, parseScopes(scopes) ?? [], 'The session')
    const opened = await exchange(refreshToken, scopesOf, options)
    return answer(opened, scopesOf(opened.session))
  }
}

async function exchange(
  refreshToken: string,
  check: (session: AuthSessionRow) => void,
  { sessions, events, challenge }: RefreshOptions,
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
  throw new InvalidRefreshToken({ detail: 'Sign in again.', headers })
}

/** How POST /auth/refresh looks in the OpenAPI document. */
export const refreshOperation: OperationObject = Object.freeze({
  operationId: 'refresh',
  summary: 'Get new tokens',
  description:
    'Exchanges a refresh token for the next one and an access token with the same scopes or fewer. A refresh token is ' +
    'good once: if it comes again, somebody else has it as well, and the session ends. Only within 10 seconds is a ' +
    'second request refused and nothing more, as two tabs may ask at the same time.',
  tags: ['auth'],
  security: [],
  requestBody: {
    required: true,
    content: Object.fromEntries(textMemberTypes.map((type) => [type, { schema: refreshSchema }])),
  },
  responses: { 200: tokensResponse },
})

/** The problems POST /auth/refresh may answer with. */
export const refreshProblems: readonly ProblemType[] = [
  MalformedBody,
  ContentTooLarge,
  InvalidQuery,
  InvalidRefreshToken,
  RefreshTokenExchanged,
  UnsupportedMediaType,
  ValidationFailed,
]
