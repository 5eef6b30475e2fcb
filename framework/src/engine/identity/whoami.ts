import type { Principal } from '../../declaration/policy/principal.ts'
import { InvalidQuery, InvalidToken, Unauthenticated } from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import { toJsonResponse } from './operation-response.ts'
import { uncachedJson } from './uncached.ts'
import { refuseParameters } from './unknown-parameters.ts'

/** What telling callers who they are needs to know. */
export interface WhoamiOptions {
  readonly clock: Clock
  /** Every scope of the API, for credentials that have no scopes of their own. */
  readonly scopes: readonly string[]
}

/** As long as `isFresh()` holds by default. */
const freshFor = 600_000

/** Answers GET /auth/whoami: the caller as the API sees them. */
export function createWhoami({ clock, scopes }: WhoamiOptions) {
  return (request: HttpRequest, principal: Principal): HttpReply => {
    refuseParameters(request)
    const { id, username, roles, client, authenticatedAt } = principal
    const granted = principal.scopes === 'all' ? scopes : [...principal.scopes]
    const fresh = authenticatedAt !== null && clock.now() - authenticatedAt <= freshFor
    const body = { id, username, roles, scopes: granted.toSorted(), client, fresh }
    return { status: 200, headers: uncachedJson, body: JSON.stringify(body) }
  }
}

const text = { type: ['string', 'null'] } as const
const texts = { type: 'array', items: { type: 'string' } } as const

/** How GET /auth/whoami looks in the OpenAPI document. */
export const whoamiOperation: OperationObject = Object.freeze({
  operationId: 'whoami',
  summary: 'Who am I',
  description: 'The caller as the API sees them right now.',
  tags: ['auth'],
  responses: {
    200: toJsonResponse(
      'The caller.',
      {
        type: 'object',
        properties: {
          id: { ...text, description: "The user's id; null for a client that acts as itself." },
          username: text,
          roles: { ...texts, description: 'Read from the store, not from the token.' },
          scopes: { ...texts, description: 'What the credential is good for, sorted.' },
          client: {
            ...text,
            description:
              '`first-party` after POST /auth/login; of an application key the id of the application.',
          },
          fresh: { type: 'boolean', description: 'Whether the caller signed in within the last 10 minutes.' },
        },
        required: ['id', 'username', 'roles', 'scopes', 'client', 'fresh'],
      },
      {
        id: '0198c0de-5bd4-7c9a-8f1e-2f6f4c1b9a01',
        username: 'ada',
        roles: ['admin'],
        scopes: ['todos:read', 'todos:write'],
        client: 'first-party',
        fresh: true,
      },
    ),
  },
})

/** The problems GET /auth/whoami may answer with. */
export const whoamiProblems: readonly ProblemType[] = [InvalidQuery, Unauthenticated, InvalidToken]
