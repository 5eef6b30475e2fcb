// The API on the store of TEST_STORE, asked by messages. In a thread of its own it makes ids of its own, which nobody else
// counts up: the same at each store.
import crypto from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import type { InjectOptions } from 'fastify'
import { directory } from '../../src/engine/files/directory.ts'
import type { EventMap } from '../../src/kernel/events/events.ts'
import { createApi } from '../../src/server/api/create-api.ts'
import { createServer } from '../../src/server/api/serve.ts'
import { toPrincipal, type Acting } from '../../src/tooling/testing/acting.ts'
import { createFakeClock } from '../../src/tooling/testing/fake-clock.ts'
import { createOneTimeCredentials, withCredentials } from '../../src/tooling/testing/test-identity.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { countHere } from './counted-here.ts'
import { resources } from './domain.ts'
import type { Question } from './memory.ts'
import type { Reply } from './peer.ts'

// An id is then made of nothing but the time and a count.
crypto.randomFillSync = ((array: Uint8Array) => array.fill(0x5a)) as typeof crypto.randomFillSync
syncBuiltinESMExports()

/** Who may ask; everybody else is nobody. */
const callers: ReadonlyMap<string, Acting> = new Map([
  ['ada', { id: 'ada', username: 'ada' }],
  ['bob', { id: 'bob', username: 'bob' }],
  ['root', { id: 'root', username: 'root', roles: ['admin'] }],
  ['service', { client: 'demo' }],
  ['narrow', { id: 'ada', username: 'ada', scopes: ['samples:read', 'items:read', 'items:write'] }],
])

const clock = createFakeClock()
const credentials = createOneTimeCredentials()
const folder = mkdtempSync(join(tmpdir(), 'ninety-differential-'))
const store = countHere(openTestStore(), new Set(['tickets']))
const failures: string[] = []
const fastify = createServer()
await fastify.register(
  createApi({
    store,
    resources,
    clock,
    identity: withCredentials(undefined, credentials),
    docs: false,
    secret: 'the same for every store, so that cursors are',
    files: directory(folder),
    events: {
      emit: (name, event) =>
        void (
          name === 'request.failed' &&
          failures.push(...describeFailure((event as EventMap['request.failed']).error))
        ),
    },
  }),
)
await fastify.ready()

function describeFailure(error: unknown): string[] {
  return error instanceof Error ? [String(error.stack), ...describeFailure(error.cause)] : []
}

async function ask({ at, as, method, url, headers, body }: Question): Promise<Reply> {
  clock.set(at)
  const acting = callers.get(as)
  const authorization = acting && credentials.issue(toPrincipal(acting, at))
  const response = await fastify.inject({
    method: method as NonNullable<InjectOptions['method']>,
    url,
    headers: {
      'x-request-id': 'of-the-test',
      ...(authorization !== undefined && { authorization }),
      ...headers,
    },
    ...(body !== undefined && { payload: Buffer.from(body) }),
  })
  return {
    status: response.statusCode,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: response.rawPayload.toString('latin1'),
    failures: failures.splice(0),
  }
}

async function close(): Promise<void> {
  await fastify.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}

const port = parentPort!
port.on('message', async (message: Question | 'close') => {
  if (message !== 'close') return port.postMessage(await ask(message), [])
  await close()
  port.close()
})
port.postMessage('ready', [])
