import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../src/kernel/problem/problem.ts'
import {
  demandCondition,
  evaluatePreconditions,
  evaluateTag,
  expectedVersions,
  parsePreconditions,
  unconditional,
  type CurrentState,
} from '../../src/protocol/conditional/preconditions.ts'

const now = Date.parse('2026-03-01T00:00:00Z')
const lastModified = Date.parse('2026-02-01T12:00:00.500Z')
const before = 'Sun, 01 Feb 2026 11:59:59 GMT'
const same = 'Sun, 01 Feb 2026 12:00:00 GMT'
const after = 'Sun, 01 Feb 2026 12:00:01 GMT'

type Headers = Readonly<Record<string, string>>
type Outcome = 'proceed' | 'notModified' | 'If-Match' | 'If-None-Match' | 'If-Unmodified-Since'

/** What comes of it; of a 412 the header that failed. */
function outcomeOf(method: string, headers: Headers, state: Partial<CurrentState>): string | undefined {
  const found = evaluatePreconditions(parsePreconditions(headers, now), {
    method,
    version: 3,
    lastModified,
    ...state,
  })
  if (!(found instanceof Problem)) return found
  assert.equal(found.status, 412)
  return found.errors?.[0]?.header
}

const absent = { version: undefined }

describe('RFC 9110 section 13 on a row of version 3', () => {
  const rows: readonly [headers: Headers, read: Outcome, write: Outcome, state?: Partial<CurrentState>][] = [
    [{}, 'proceed', 'proceed'],
    [{ 'if-match': '"3"' }, 'proceed', 'proceed'],
    [{ 'if-match': '"3-part"' }, 'proceed', 'proceed'],
    [{ 'if-match': '"2", "3"' }, 'proceed', 'proceed'],
    [{ 'if-match': '*' }, 'proceed', 'proceed'],
    [{ 'if-match': '"2"' }, 'If-Match', 'If-Match'],
    [{ 'if-match': 'W/"3"' }, 'If-Match', 'If-Match'],
    [{ 'if-match': '"other"' }, 'If-Match', 'If-Match'],
    [{ 'if-match': '' }, 'If-Match', 'If-Match'],
    [{ 'if-match': '*' }, 'If-Match', 'If-Match', absent],
    [{ 'if-match': '"3"' }, 'If-Match', 'If-Match', absent],
    [{ 'if-none-match': '"3"' }, 'notModified', 'If-None-Match'],
    [{ 'if-none-match': 'W/"3"' }, 'notModified', 'If-None-Match'],
    [{ 'if-none-match': '"1", "3"' }, 'notModified', 'If-None-Match'],
    [{ 'if-none-match': '*' }, 'notModified', 'If-None-Match'],
    [{ 'if-none-match': '"2"' }, 'proceed', 'proceed'],
    [{ 'if-none-match': '' }, 'proceed', 'proceed'],
    [{ 'if-none-match': '"3-part"' }, 'proceed', 'If-None-Match'],
    [{ 'if-none-match': '"3-part"' }, 'notModified', 'If-None-Match', { tag: '"3-part"' }],
    [{ 'if-none-match': '"3"' }, 'proceed', 'If-None-Match', { tag: '"3-part"' }],
    [{ 'if-none-match': '*' }, 'proceed', 'proceed', absent],
    [{ 'if-none-match': '"3"' }, 'proceed', 'proceed', absent],
    [{ 'if-unmodified-since': after }, 'proceed', 'proceed'],
    [{ 'if-unmodified-since': same }, 'proceed', 'proceed'],
    [{ 'if-unmodified-since': before }, 'If-Unmodified-Since', 'If-Unmodified-Since'],
    [{ 'if-unmodified-since': 'yesterday' }, 'proceed', 'proceed'],
    [{ 'if-unmodified-since': before }, 'proceed', 'proceed', absent],
    [{ 'if-modified-since': before }, 'proceed', 'proceed'],
    [{ 'if-modified-since': same }, 'notModified', 'proceed'],
    [{ 'if-modified-since': after }, 'notModified', 'proceed'],
    [{ 'if-modified-since': 'yesterday' }, 'proceed', 'proceed'],
    [{ 'if-modified-since': after }, 'proceed', 'proceed', absent],
    [{ 'if-match': '"3"', 'if-unmodified-since': before }, 'proceed', 'proceed'],
    [{ 'if-match': '"2"', 'if-unmodified-since': after }, 'If-Match', 'If-Match'],
    [{ 'if-none-match': '"2"', 'if-modified-since': after }, 'proceed', 'proceed'],
    [{ 'if-none-match': '"3"', 'if-modified-since': before }, 'notModified', 'If-None-Match'],
    [{ 'if-match': '"3"', 'if-none-match': '"3"' }, 'notModified', 'If-None-Match'],
    [{ 'if-match': '"2"', 'if-none-match': '"3"' }, 'If-Match', 'If-Match'],
    [{ 'if-match': '"3"', 'if-modified-since': after }, 'notModified', 'proceed'],
    [{ 'if-unmodified-since': before, 'if-none-match': '"3"' }, 'If-Unmodified-Since', 'If-Unmodified-Since'],
    [{ 'if-unmodified-since': after, 'if-none-match': '"3"' }, 'notModified', 'If-None-Match'],
  ]
  for (const [headers, read, write, state = {}] of rows) {
    const asked =
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join(' and ') || 'no header'
    const met = [state === absent && 'no row', state.tag]
      .filter(Boolean)
      .map((each) => ` meeting ${each}`)
      .join('')
    for (const method of ['GET', 'HEAD']) {
      it(`${method} with ${asked}${met}: ${read}`, () =>
        assert.equal(outcomeOf(method, headers, state), read))
    }
    for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
      it(`${method} with ${asked}${met}: ${write}`, () =>
        assert.equal(outcomeOf(method, headers, state), write))
    }
  }
})

describe('dates of a row whose change is not known', () => {
  for (const name of ['if-modified-since', 'if-unmodified-since']) {
    it(`${name} is ignored`, () => {
      const preconditions = parsePreconditions({ [name]: before }, now)
      assert.equal(evaluatePreconditions(preconditions, { method: 'GET', version: 3 }), 'proceed')
    })
  }
})

describe('reading the headers', () => {
  it('costs nothing where there is none', () => {
    assert.equal(parsePreconditions({ host: 'a', 'if-match': undefined }, now), unconditional)
  })
  it('joins repeated ones', () => {
    assert.deepEqual(expectedVersions(parsePreconditions({ 'if-match': ['"1"', '"2"'] }, now)), [1, 2])
  })
  it('names the one that is malformed', () => {
    assert.throws(
      () => parsePreconditions({ 'if-none-match': 'abc' }, now),
      (error) =>
        error instanceof Problem && error.status === 400 && error.errors?.[0]?.header === 'If-None-Match',
    )
  })
})

describe('versions a write may meet', () => {
  const rows: readonly [ifMatch: string | undefined, expected: ReturnType<typeof expectedVersions>][] = [
    [undefined, undefined],
    ['*', 'any'],
    ['"3", "4-part"', [3, 4]],
    ['W/"3"', []],
    ['"other"', []],
  ]
  for (const [ifMatch, expected] of rows) {
    it(`${ifMatch ?? 'no If-Match'} expects ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(expectedVersions(parsePreconditions({ 'if-match': ifMatch }, now)), expected))
  }
})

/** Whether the policy refuses a write with these headers. */
function isRefused(headers: Headers, policy: 'optional' | 'required' = 'required'): boolean {
  try {
    demandCondition(policy, parsePreconditions(headers, now))
  } catch (error) {
    assert.ok(error instanceof Problem && error.status === 428)
    return true
  }
  return false
}

describe('a resource that demands If-Match', () => {
  it('refuses a write without', () => assert.equal(isRefused({}), true))
  it('refuses a date instead', () => assert.equal(isRefused({ 'if-unmodified-since': after }), true))
  it('takes a write with it', () => assert.equal(isRefused({ 'if-match': '"3"' }), false))
  it('takes a write that only creates', () => assert.equal(isRefused({ 'if-none-match': '*' }), false))
  it('demands nothing where it is optional', () => assert.equal(isRefused({}, 'optional'), false))
})

describe('RFC 9110 section 13 on a collection with the tag "page-x"', () => {
  const rows: readonly [headers: Headers, expected: Outcome][] = [
    [{}, 'proceed'],
    [{ 'if-match': '"page-x"' }, 'proceed'],
    [{ 'if-match': '*' }, 'proceed'],
    [{ 'if-match': 'W/"page-x"' }, 'If-Match'],
    [{ 'if-match': '"page-y", "1"' }, 'If-Match'],
    [{ 'if-match': '' }, 'If-Match'],
    [{ 'if-none-match': '"page-x"' }, 'notModified'],
    [{ 'if-none-match': '"page-y", W/"page-x"' }, 'notModified'],
    [{ 'if-none-match': '*' }, 'notModified'],
    [{ 'if-none-match': '"page-y"' }, 'proceed'],
    [{ 'if-match': '"page-y"', 'if-none-match': '"page-x"' }, 'If-Match'],
    [{ 'if-modified-since': after }, 'proceed'],
  ]
  for (const [headers, expected] of rows) {
    it(`${JSON.stringify(headers)}: ${expected}`, () => {
      const found = evaluateTag(parsePreconditions(headers, now), '"page-x"')
      assert.equal(found instanceof Problem ? found.errors?.[0]?.header : found, expected)
    })
  }
})
