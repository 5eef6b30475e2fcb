import assert, { AssertionError } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createResponseChecker, type CheckedResponse } from '../../src/tooling/testing/response-checker.ts'
import { createRichDocument } from './rich-models.ts'

const check = createResponseChecker(createRichDocument({ servers: [{ url: '/root' }] }))

const id = '019c8a4e-7b40-7000-8000-3f1d5c2b6a79'
const at = '2026-03-01T09:30:00.000Z'
const todo = {
  id,
  task: 'Buy milk',
  state: 'open',
  priority: null,
  dueAt: null,
  ownerId: id,
  oldName: null,
  createdAt: at,
  updatedAt: at,
  isLate: false,
}
const headers = {
  'content-type': 'application/json; charset=utf-8',
  etag: '"1"',
  'cache-control': 'private, no-cache',
  'x-request-id': 'r1',
}
const read: CheckedResponse = {
  method: 'GET',
  url: `/api/v1/todos/${id}`,
  status: 200,
  headers,
  body: JSON.stringify(todo),
}
const page = { limit: 20, next: null, prev: null, first: '/api/v1/todos' }
const list: CheckedResponse = {
  ...read,
  url: '/api/v1/todos?limit=20',
  headers: { ...headers, link: '</api/v1/todos>; rel="first"', 'accept-query': 'application/json' },
  body: JSON.stringify({ data: [todo], page }),
}
const problem = {
  type: '/problems#NOT_FOUND',
  title: 'There is nothing here',
  status: 404,
  code: 'NOT_FOUND',
}
const absent: CheckedResponse = {
  ...read,
  status: 404,
  headers: { 'content-type': 'application/problem+json', 'x-request-id': 'r1' },
  body: JSON.stringify(problem),
}

describe('answers that are allowed', () => {
  const cases: readonly (readonly [title: string, response: CheckedResponse])[] = [
    ['a row', read],
    ['a row by the path of the document', { ...read, url: '/api/v1/todos/{id}' }],
    ['a row below the path of the server', { ...read, url: `/root/api/v1/todos/${id}/` }],
    ['a row with headers of fetch', { ...read, headers: new Headers(headers) }],
    [
      'part of a row that was asked for',
      { ...read, url: `${read.url}?fields=id`, body: JSON.stringify({ id }) },
    ],
    [
      'an embedded row',
      {
        ...read,
        url: `${read.url}?expand=owner`,
        body: JSON.stringify({ ...todo, owner: { id, username: 'ada' } }),
      },
    ],
    ['a collection', list],
    ['the head of a row', { ...read, method: 'HEAD', body: '' }],
    ['a row that has not changed', { ...read, status: 304, body: null }],
    [
      'a row that is gone',
      { ...read, method: 'DELETE', status: 204, headers: { 'x-request-id': 'r1' }, body: '' },
    ],
    ['a described problem', absent],
    ['an unknown address', { ...absent, url: '/nowhere' }],
    [
      'an unknown method',
      { ...absent, method: 'BREW', status: 501, body: JSON.stringify({ ...problem, status: 501 }) },
    ],
    ['the head of an unknown address', { ...absent, method: 'HEAD', url: '/nowhere', body: '' }],
    ['the options of an address', { ...read, method: 'OPTIONS', status: 204, headers: {}, body: '' }],
    [
      'the options of an address, refused to a bad credential',
      {
        ...absent,
        method: 'OPTIONS',
        status: 401,
        headers: { ...absent.headers, 'www-authenticate': 'Bearer' },
        body: JSON.stringify({ ...problem, status: 401 }),
      },
    ],
    [
      "a problem of the user's own",
      {
        ...absent,
        method: 'POST',
        url: '/api/v1/todos/measure',
        status: 418,
        body: JSON.stringify({ ...problem, status: 418, code: 'TEAPOT' }),
      },
    ],
  ]
  for (const [title, response] of cases) test(title, () => check(response))
})

describe('answers that are refused', () => {
  const cases: readonly (readonly [title: string, response: CheckedResponse, message: RegExp])[] = [
    ['a status that is not described', { ...read, status: 203 }, /status 203 is not among/],
    [
      'a media type that is not described',
      { ...read, headers: { ...headers, 'content-type': 'text/html' } },
      /media type text\/html/,
    ],
    ['a missing header', { ...read, headers: { ...headers, etag: undefined } }, /header ETag is missing/],
    ['a member too many', { ...read, body: JSON.stringify({ ...todo, other: 1 }) }, /additional/],
    ['a missing member', { ...read, body: JSON.stringify({ id }) }, /required/],
    [
      'a missing member in a list',
      { ...list, body: JSON.stringify({ data: [{ id }], page }) },
      /data\/0 .*required/,
    ],
    [
      'a value of another type',
      { ...read, body: JSON.stringify({ ...todo, task: 1 }) },
      /\/task must be string/,
    ],
    [
      'a refusal without its challenge',
      { ...absent, method: 'OPTIONS', status: 401, body: JSON.stringify({ ...problem, status: 401 }) },
      /WWW-Authenticate is missing/,
    ],
    ['a body that is not JSON', { ...read, body: '{' }, /not JSON/],
    [
      'a body where none is described',
      { ...read, method: 'DELETE', status: 204, body: '{}' },
      /there is a body/,
    ],
    ['a body of an answer to HEAD', { ...read, method: 'HEAD' }, /HEAD has no body/],
    [
      'a code that the operation does not have',
      { ...absent, body: JSON.stringify({ ...problem, code: 'OTHER' }) },
      /\/code/,
    ],
    ['a success of an unknown operation', { ...read, url: '/nowhere' }, /no such operation/],
    [
      'a refused method without Allow',
      { ...absent, method: 'PUT', url: '/api/v1/todos', status: 405 },
      /Allow is missing/,
    ],
    ['an unknown address without a problem', { ...read, url: '/nowhere', status: 404 }, /not problem\+json/],
  ]
  for (const [title, response, message] of cases) {
    test(title, () =>
      assert.throws(
        () => check(response),
        (error) => error instanceof AssertionError && message.test(error.message),
      ),
    )
  }
})
