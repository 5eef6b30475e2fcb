// The answer with the tokens of a session (RFC 6749 section 5.1).
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { AccessTokens } from './access-token.ts'
import type { OpenedSession } from './auth-sessions.ts'
import type { Cookies } from './cookies.ts'
import { toJsonResponse } from './operation-response.ts'
import { uncachedJson } from './uncached.ts'

/** Answers with the tokens of a session. */
export interface TokenAnswer {
  /** In the body. */
  toBody(opened: OpenedSession, scopes: readonly string[]): Promise<HttpReply>
  /** In cookies, but for the CSRF token, which stands in both. */
  toCookies(
    opened: OpenedSession,
    scopes: readonly string[],
    cookies: Cookies,
    csrfToken: string,
  ): Promise<HttpReply>
}

/** Makes the access tokens that go with refresh tokens. */
export function createTokenAnswer(tokens: AccessTokens): TokenAnswer {
  const issue = ({ session }: OpenedSession, scopes: readonly string[]) =>
    tokens.issue({
      subject: String(session.userId),
      client: session.client,
      scopes,
      authenticatedAt: Date.parse(session.authenticatedAt),
      session: session.id,
    })
  return {
    async toBody(opened, scopes) {
      const body = {
        access_token: await issue(opened, scopes),
        token_type: 'Bearer',
        expires_in: tokens.lifetime,
        refresh_token: opened.refreshToken,
        scope: scopes.join(' '),
      }
      return { status: 200, headers: uncachedJson, body: JSON.stringify(body) }
    },
    async toCookies(opened, scopes, cookies, csrfToken) {
      const access = await issue(opened, scopes)
      const body = { csrf_token: csrfToken, expires_in: tokens.lifetime, scope: scopes.join(' ') }
      const values = { access, refresh: opened.refreshToken, csrf: csrfToken }
      return { status: 200, headers: uncachedJson, cookies: cookies.set(values), body: JSON.stringify(body) }
    },
  }
}

/** How the answer in the body looks in the OpenAPI document. */
const bodyResponse = toJsonResponse(
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

const { schema: bodySchema, examples } = bodyResponse.content['application/json']
const { expires_in: expiresIn, scope } = bodySchema.properties!

const cookiesSchema: JsonSchema = {
  type: 'object',
  description: 'The answer where cookies hold the tokens.',
  properties: {
    csrf_token: {
      type: 'string',
      description: 'For `X-CSRF-Token`, with requests that may change something.',
    },
    expires_in: expiresIn!,
    scope: scope!,
  },
  required: ['csrf_token', 'expires_in', 'scope'],
}

const cookiesExample = {
  summary: 'In cookies',
  value: { csrf_token: '3q2-7wAAv8…', expires_in: 900, scope: 'todos:read todos:write' },
}

/** How the answers look in the OpenAPI document. */
export const toTokensResponse = (hasCookies: boolean) =>
  hasCookies
    ? {
        ...bodyResponse,
        headers: {
          ...bodyResponse.headers,
          'Set-Cookie': { description: 'The tokens, where cookies hold them.', schema: { type: 'string' } },
        },
        content: {
          'application/json': {
            schema: { anyOf: [bodySchema, cookiesSchema] },
            examples: { ...examples, cookies: cookiesExample },
          },
        },
      }
    : bodyResponse
