import type { Store } from '../../engine/store/store.ts'
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply } from '../../protocol/message/message.ts'

/** Whether the process is going away: told by the server, asked by `/readyz`. */
export interface Draining {
  draining: boolean
}

const ok: HttpReply = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: '{"status":"ok"}',
}

/** `/livez`: the process answers. `/readyz`: it can do its work, and is not going away. */
export function healthEndpoints(store: Store, state: Draining): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/livez',
      authentication: 'none',
      ungated: true,
      unlimited: true,
      operation: describe('livez', 'Whether the process answers', []),
      handle: () => ok,
    },
    {
      method: 'GET',
      path: '/readyz',
      authentication: 'none',
      ungated: true,
      unlimited: true,
      operation: describe('readyz', 'Whether the service can do its work', ['503']),
      async handle() {
        if (state.draining) throw unready('The service is shutting down.')
        try {
          await store.ping()
        } catch (cause) {
          throw unready('The database does not answer.', cause)
        }
        return ok
      },
    },
  ]
}

function unready(detail: string, cause?: unknown): Error {
  return new Unavailable({ detail, headers: { 'retry-after': '5' }, cause })
}

function describe(operationId: string, summary: string, problems: readonly string[]): OperationObject {
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
              properties: { status: { type: 'string', const: 'ok' } },
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
