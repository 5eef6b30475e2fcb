/** Checks once that a server does the work the others do; a faster wrong answer is worth nothing. */
import { createTodos } from './dataset.ts'
import { send } from './http-client.ts'
import type { HttpAnswer, HttpRequest } from './http-client.ts'
import { createRequests, LIST_LIMIT, toHeaders, toPath } from './scenarios.ts'
import type { Operation, Scenario } from './scenarios.ts'
import type { RunningServer } from './server-process.ts'

interface Answer extends HttpAnswer {
  json: unknown
}

type Check = (answer: Answer, server: RunningServer, scenario: Scenario) => Promise<void> | void

const MEMBERS = ['createdAt', 'dueAt', 'id', 'ownerId', 'state', 'task', 'updatedAt']

/** The dates of the open todos as the list must show them: latest first, none last. */
const openDates = createTodos()
  .filter(({ state }) => state === 'open')
  .map(({ dueAt }) => (dueAt === null ? -Infinity : Date.parse(dueAt)))
  .sort((one, other) => other - one)

function expect(isRight: boolean, what: string): asserts isRight {
  if (!isRight) throw new Error(what)
}

async function ask(origin: string, asked: HttpRequest): Promise<Answer> {
  const answer = await send(origin, asked)
  const isJson = /[/+]json/.test(answer.headers['content-type'] ?? '')
  return { ...answer, json: isJson ? JSON.parse(answer.text) : undefined }
}

function expectItem(value: unknown): asserts value is { id: string; task: string; dueAt: string | null } {
  expect(typeof value === 'object' && value !== null, 'the todo is no object')
  const members = Object.keys(value).sort().join()
  expect(members === MEMBERS.join(), `the members of a todo are ${members}`)
}

function expectValidators({ headers }: Answer): void {
  expect(/^"[^"]+"$/.test(headers.etag ?? ''), `ETag is ${headers.etag}`)
  const caching = headers['cache-control']
  expect(caching === 'private, no-cache', `Cache-Control is ${caching}`)
}

function expectPage(value: unknown, start: number): string {
  const { data, page } = value as { data: unknown[]; page: { limit: number; next: string } }
  expect(data.length === LIST_LIMIT && page.limit === LIST_LIMIT, `the page has ${data.length} todos`)
  for (const [index, todo] of data.entries()) {
    expectItem(todo)
    const date = todo.dueAt === null ? -Infinity : Date.parse(todo.dueAt)
    expect(date === openDates[start + index], `todo ${start + index} of the list is due ${todo.dueAt}`)
  }
  expect(typeof page.next === 'string', 'there is no next page')
  return page.next
}

const checks: Record<Operation, Check> = {
  get: (answer, server) => {
    expectItem(answer.json)
    expect(answer.json.id === server.sampleIds[0], `asked for ${server.sampleIds[0]}, got ${answer.json.id}`)
    expectValidators(answer)
  },
  list: async (answer, server, scenario) => {
    const next = expectPage(answer.json, 0)
    const path = next.replace(/^https?:\/\/[^/]+/, '')
    const second = await ask(server.origin, { method: 'GET', path, headers: toHeaders(scenario, server) })
    expectPage(second.json, LIST_LIMIT)
  },
  'not-modified': (answer) => {
    expect(answer.text === '', '304 has a body')
    expectValidators(answer)
  },
  create: async (answer, server, scenario) => {
    expectItem(answer.json)
    expectValidators(answer)
    const path = answer.headers.location ?? ''
    expect(path.includes(answer.json.id), `Location is ${path}`)
    const read = await ask(server.origin, { method: 'GET', path, headers: toHeaders(scenario, server) })
    expect(read.text === answer.text, 'what Location names is not what was created')
  },
}

async function checkScenario(scenario: Scenario, server: RunningServer): Promise<void> {
  const [request] = await createRequests(scenario, server)
  const answer = await ask(server.origin, request!)
  expect(answer.status === scenario.status, `status ${answer.status} in place of ${scenario.status}`)
  await checks[scenario.operation](answer, server, scenario)
}

/** Requests that must be refused, so that no server leaves the checking out. */
function createRefusals(scenario: Scenario, server: RunningServer): [status: number, request: HttpRequest][] {
  const path = toPath(scenario)
  const headers = toHeaders(scenario, server)
  const get = (suffix: string, own = headers): HttpRequest => ({
    method: 'GET',
    path: path + suffix,
    headers: own,
  })
  const post = (body: object): HttpRequest => {
    const own = { ...headers, 'Content-Type': 'application/json' }
    return { method: 'POST', path, headers: own, body: JSON.stringify(body) }
  }
  const open: [number, HttpRequest][] = [
    [404, get('/019b7000-0000-7000-8000-00000000dead')],
    [400, get('?limit=101')],
    [400, get('?state=lost')],
    [422, post({ task: '' })],
    [422, post({ task: 'x'.repeat(501) })],
    [422, post({ task: 'x', dueAt: 'soon' })],
    [422, post({ task: 'x', unknown: 1 })],
  ]
  if (!scenario.hasToken) return open
  const forged = `Bearer ${server.token.slice(0, server.token.lastIndexOf('.'))}.${'A'.repeat(43)}`
  return [...open, [401, get('', {})], [401, get('', { Authorization: forged })]]
}

async function checkRefusals(scenario: Scenario, server: RunningServer): Promise<void> {
  for (const [status, request] of createRefusals(scenario, server)) {
    const { method, path, body = '' } = request
    const answer = await ask(server.origin, request)
    const what = `${method} ${path} ${body.slice(0, 60)}`
    expect(answer.status === status, `${what}: status ${answer.status} in place of ${status}`)
    const type = answer.headers['content-type'] ?? ''
    expect(type.startsWith('application/problem+json'), `${what}: Content-Type is ${type}`)
  }
}

/** What is wrong with the server, nothing when all is well. */
export async function findFaults(scenarios: Scenario[], server: RunningServer): Promise<string[]> {
  const faults: string[] = []
  for (const scenario of scenarios) {
    try {
      await checkScenario(scenario, server)
      await checkRefusals(scenario, server)
    } catch (error) {
      faults.push(`${scenario.name}: ${(error as Error).message}`)
    }
  }
  return faults
}
