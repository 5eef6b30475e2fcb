import { hasGrantedScope, type Principal } from '../../declaration/policy/principal.ts'
import {
  ContentTooLarge,
  InsufficientScope,
  InvalidQuery,
  InvalidToken,
  MalformedBody,
  Unauthenticated,
} from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { AuthSessions } from './auth-sessions.ts'
import type { Cookies } from './cookies.ts'
import { sessionScopes } from './own-sessions.ts'
import { createScopeChallenge } from './scopes.ts'
import { uncached } from './uncached.ts'
import { readFlags } from './unknown-parameters.ts'

/** Answers POST /auth/logout: the session of the caller ends, or all sessions of the user. */
export function createLogout(sessions: AuthSessions, cookies: Cookies | undefined) {
  return async (request: HttpRequest, principal: Principal): Promise<HttpReply> => {
    const { everywhere: isEverywhere = false } = readFlags(request, ['everywhere'])
    // One's own session anybody may end.
    if (isEverywhere && !hasGrantedScope(principal, sessionScopes.write))
      throw createScopeChallenge(sessionScopes.write)
    const { id, session } = principal
    if (id !== null && isEverywhere) await sessions.endAll(id)
    // A credential without a session has nothing that could end.
    if (id !== null && session !== undefined) await sessions.end(session, id)
    const isKept = cookies?.read(request, 'access') !== undefined
    return { status: 204, headers: uncached, ...(isKept && { cookies: cookies!.clear() }), body: null }
  }
}

/** How POST /auth/logout looks in the OpenAPI document. */
export const logoutOperation: OperationObject = Object.freeze({
  operationId: 'logout',
  summary: 'Sign out',
  description: 'Ends the session: its access and refresh tokens are good no more, wherever they are used.',
  tags: ['auth'],
  parameters: [
    {
      name: 'everywhere',
      in: 'query',
      description: `Whether every session of the user ends; that takes the scope \`${sessionScopes.write}\`.`,
      schema: { type: 'boolean', default: false },
    },
  ],
  responses: {
    204: { description: 'Signed out.', headers: { 'Cache-Control': { schema: { const: 'no-store' } } } },
  },
})

/** The problems POST /auth/logout may answer with. */
export const logoutProblems: readonly ProblemType[] = [
  MalformedBody,
  ContentTooLarge,
  InvalidQuery,
  Unauthenticated,
  InvalidToken,
  InsufficientScope,
]
