import type { Principal } from '../../declaration/policy/principal.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import {
  InsufficientScope,
  InvalidQuery,
  InvalidToken,
  NotFound,
  Unauthenticated,
} from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { AuthSessionRow } from './auth-session.ts'
import type { AuthSessions } from './auth-sessions.ts'
import type { StartedAuthorizationServer } from './authorization-server.ts'
import { toJsonResponse } from './operation-response.ts'
import { uncached, uncachedJson } from './uncached.ts'
import { refuseParameters } from './unknown-parameters.ts'

/**
 * What seeing and ending one's sessions takes: a client that was let in for something else must not know where its user
 * is signed in, nor sign them out there.
 */
export const sessionScopes = { read: 'sessions:read', write: 'sessions:write' } as const

/**
 * Answers GET /auth/sessions: where the caller is signed in.
 * @param server tells what clients are called; undefined where there are none
 */
export function createSessionList(
  sessions: AuthSessions,
  server: Pick<StartedAuthorizationServer, 'namesOf'> | undefined,
) {
  return async (request: HttpRequest, { id, session }: Principal): Promise<HttpReply> => {
    refuseParameters(request)
    const rows = id === null ? [] : await sessions.list(id)
    const names = await server?.namesOf([...new Set(rows.map(({ client }) => client))])
    const data = rows.map((row) => toItem(row, session, names?.get(row.client)))
    return { status: 200, headers: uncachedJson, body: JSON.stringify({ data }) }
  }
}

/** Answers DELETE /auth/sessions/{id}: one of the caller's sessions ends. */
export function createSessionEnd(sessions: AuthSessions) {
  return async (request: HttpRequest, principal: Principal): Promise<HttpReply> => {
    refuseParameters(request)
    const id = request.parameters['id'] ?? ''
    const isEnded = principal.id !== null && uuid.test(id) && (await sessions.end(id, principal.id))
    if (!isEnded) throw new NotFound({ detail: 'You have no such session.' })
    return { status: 204, headers: uncached, body: null }
  }
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

function toItem(
  { id, createdAt, lastUsedAt, expiresAt, client, userAgent, address }: AuthSessionRow,
  current: string | undefined,
  clientName: string | undefined,
) {
  return {
    id,
    createdAt,
    lastUsedAt,
    expiresAt,
    client,
    clientName: clientName ?? null,
    userAgent,
    address,
    current: id === current,
  }
}

const moment = { type: 'string', format: 'date-time' } as const

const itemSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid' },
    createdAt: { ...moment, description: 'When the user signed in.' },
    lastUsedAt: { ...moment, description: 'When tokens were last given.' },
    expiresAt: { ...moment, description: 'When it ends if no more tokens are asked for.' },
    client: { type: 'string' },
    clientName: {
      type: ['string', 'null'],
      description: 'What whoever registered the client calls it; null where nobody did.',
    },
    userAgent: { type: ['string', 'null'], description: 'What the client called itself, shortened.' },
    address: { type: 'string', description: 'Where from the user signed in; of IPv6 the network.' },
    current: { type: 'boolean', description: 'Whether the request belongs to it.' },
  },
  required: [
    'id',
    'createdAt',
    'lastUsedAt',
    'expiresAt',
    'client',
    'clientName',
    'userAgent',
    'address',
    'current',
  ],
} satisfies JsonSchema

/** How GET /auth/sessions looks in the OpenAPI document. */
export const sessionListOperation: OperationObject = Object.freeze({
  operationId: 'listSessions',
  summary: 'List your sessions',
  description: 'Where you are signed in, what was used last first, at most 100.',
  tags: ['auth'],
  responses: {
    200: toJsonResponse(
      'The sessions.',
      { type: 'object', properties: { data: { type: 'array', items: itemSchema } }, required: ['data'] },
      {
        data: [
          {
            id: '0198c0de-5bd4-7c9a-8f1e-2f6f4c1b9a01',
            createdAt: '2027-01-15T12:00:00.000Z',
            lastUsedAt: '2027-01-15T12:14:00.000Z',
            expiresAt: '2027-02-14T12:14:00.000Z',
            client: 'first-party',
            clientName: null,
            userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
            address: '192.0.2.1',
            current: true,
          },
        ],
      },
    ),
  },
})

/** How DELETE /auth/sessions/{id} looks in the OpenAPI document. */
export const sessionEndOperation: OperationObject = Object.freeze({
  operationId: 'endSession',
  summary: 'End one of your sessions',
  description: 'Its access and refresh tokens are good no more, wherever they are used.',
  tags: ['auth'],
  responses: {
    204: { description: 'It has ended.', headers: { 'Cache-Control': { schema: { const: 'no-store' } } } },
  },
})

/** The problems GET /auth/sessions may answer with. */
export const sessionListProblems: readonly ProblemType[] = [
  InvalidQuery,
  Unauthenticated,
  InvalidToken,
  InsufficientScope,
]

/** The problems DELETE /auth/sessions/{id} may answer with. */
export const sessionEndProblems: readonly ProblemType[] = [...sessionListProblems, NotFound]
