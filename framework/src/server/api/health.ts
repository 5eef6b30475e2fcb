import type { Store } from '../../engine/store/store.ts'
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { parts } from './degraded.ts'

/** Whether the process is going away: told by the server, asked by `/readyz`. */
export interface Draining {
  draining: boolean
}

/**
 * `/livez`: the process answers. `/readyz`: it can do its work, and is not going away; what it does in a lesser way
 * meanwhile is named.
 */
export function healthEndpoints(
  store: Store,
  state: Draining,
  findDegraded: () => Promise<readonly string[]>,
): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/livez',
      authentication: 'none',
      ungated: true,
      unlimited: true,
      operation: describe('livez', 'Whether the process answers'),
      handle: () => toReply({ status: 'ok' }),
    },
    {
      method: 'GET',
      path: '/readyz',
      authentication: 'none',
      ungated: true,
      unlimited: true,
      operation: describe('readyz', 'Whether the service can do its work', { degraded }, ['503']),
      async handle() {
        if (state.draining) throw unready('The service is shutting down.')
        try {
          await store.ping()
        } catch (cause) {
          throw unready('The database does not answer.', cause)
        }
        const names = await findDegraded()
        return toReply({ status: 'ok', ...(names.length > 0 && { degraded: names }) })
      },
    },
  ]
}

const toReply = (body: object): HttpReply => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
})

function unready(detail: string, cause?: unknown): Error {
  return new Unavailable({ detail, headers: { 'retry-after': '5' }, cause })
}

const degraded = {
  type: 'array',
  items: { type: 'string', enum: parts },
  minItems: 1,
  uniqueItems: true,
  description:
    'What the service does without now: `rate-limits` and `sign-in-attempts` are counted by each process for itself, ' +
    'sessions are read anew with each request without the `broadcast`, and of the `replicas` of the database some are ' +
    'not read from. Absent otherwise. Requests are answered all the same.',
}

function describe(
  operationId: string,
  summary: string,
  more: Readonly<Record<string, object>> = {},
  problems: readonly string[] = [],
): OperationObject {
  return {
    operationId,
    summary,
    tags: ['health'],
    responses: {
      200: {
        description: 'It does.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { status: { type: 'string', const: 'ok' }, ...more },
              required: ['status'],
            },
            example: { status: 'ok' },
          },
        },
      },
      ...Object.fromEntries(
        problems.map((status) => [status, { $ref: '#/components/responses/Unavailable' }]),
      ),
    },
  }
}
