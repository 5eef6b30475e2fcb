/** What is asked of the servers. */
import { ROW_COUNT } from './dataset.ts'
import { send } from './http-client.ts'
import type { HttpRequest } from './http-client.ts'
import type { RunningServer } from './server-process.ts'

export type Operation = 'get' | 'list' | 'not-modified' | 'create'

export interface Scenario {
  name: string
  operation: Operation
  title: string
  hasToken: boolean
  /** The status of every answer. */
  status: number
}

export const LIST_LIMIT = 20

const BODY_COUNT = 100

const operations: { operation: Operation; title: string; status: number }[] = [
  { operation: 'get', title: 'read one', status: 200 },
  { operation: 'list', title: `list of ${LIST_LIMIT} of ${ROW_COUNT}, filtered and sorted`, status: 200 },
  { operation: 'not-modified', title: 'read one, not modified', status: 304 },
  { operation: 'create', title: 'create', status: 201 },
]

export const scenarios: Scenario[] = operations.flatMap((each) => [
  { ...each, name: each.operation, hasToken: false },
  { ...each, name: `${each.operation}-token`, title: `${each.title}, with a token`, hasToken: true },
])

export function toPath({ hasToken }: Scenario): string {
  return hasToken ? '/todos' : '/publicTodos'
}

export function toHeaders({ hasToken }: Scenario, server: RunningServer): Record<string, string> {
  return hasToken ? { Authorization: `Bearer ${server.token}` } : {}
}

async function readTag(origin: string, read: HttpRequest): Promise<string> {
  const { headers } = await send(origin, read)
  return headers.etag ?? ''
}

/** The requests of a scenario: many rows and many bodies, so that no server answers from one warm row. */
export async function createRequests(scenario: Scenario, server: RunningServer): Promise<HttpRequest[]> {
  const path = toPath(scenario)
  const headers = toHeaders(scenario, server)
  const reads = server.sampleIds.map((id): HttpRequest => ({ method: 'GET', path: `${path}/${id}`, headers }))
  switch (scenario.operation) {
    case 'get':
      return reads
    case 'list':
      return [{ method: 'GET', path: `${path}?state=open&sort=-dueAt&limit=${LIST_LIMIT}`, headers }]
    case 'not-modified': {
      const toConditional = async (read: HttpRequest): Promise<HttpRequest> => {
        return { ...read, headers: { ...headers, 'If-None-Match': await readTag(server.origin, read) } }
      }
      return Promise.all(reads.map(toConditional))
    }
    case 'create':
      return Array.from({ length: BODY_COUNT }, (_, index): HttpRequest => {
        const body = JSON.stringify({
          task: `write benchmark letter ${index}`,
          dueAt: '2026-12-24T18:00:00.000Z',
        })
        return { method: 'POST', path, headers: { ...headers, 'Content-Type': 'application/json' }, body }
      })
  }
}
