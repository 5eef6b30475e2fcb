// The answer with the tokens of a session (RFC 6749 section 5.1).
import type { HttpReply } from '../../protocol/message/message.ts'
import type { AccessTokens } from './access-token.ts'
import type { OpenedSession } from './auth-sessions.ts'
import { toJsonResponse } from './operation-response.ts'

/** Answers with the refresh token of a session and a new access token. */
export type TokenAnswer = (opened: OpenedSession, scopes: readonly string[]) => Promise<HttpReply>

/** Makes the access tokens that go with refresh tokens. */
export function createTokenAnswer(tokens: AccessTokens): TokenAnswer {
  return async ({ session, refreshToken }, scopes) => {
    const accessToken = await tokens.issue({
      subject: String(session.userId),
      client: session.client,
      scopes,
      authenticatedAt: Date.parse(session.authenticatedAt),
      session: session.id,
    })
    const body = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: tokens.lifetime,
      refresh_token: refreshToken,
      scope: scopes.join(' '),
    }
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    return { status: 200, headers, body: JSON.stringify(body) }
  }
}

/** How the answer looks in the OpenAPI document. */
export const tokensResponse = toJsonResponse(
  'The tokens.',
  {
    type: 'object',
    properties: {
      access_token: { type: 'string', description: 'A JWT (RFC 9068) for `Authorization: Bearer`.' },
      token_type: { type: 'string', const: 'Bearer' },
      expires_in: { type: 'integer', description: 'Seconds from now, of the access token.' },
      refresh_token: { type: 'string', description: 'For POST /auth/refresh, once.' },
      scope: { type: 'string', description: 'The scopes of the access token, separated by spaces.' },
    },
    required: ['access_token', 'token_type', 'expires_in', 'refresh_token', 'scope'],
  },
  {
    access_token: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiI…',
    token_type: 'Bearer',
    expires_in: 900,
    refresh_token: 'AZjA3lvUfJqPHi9vTBuaAQ…',
    scope: 'todos:read todos:write',
  },
)
