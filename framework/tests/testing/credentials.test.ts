import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anonymous } from '../../src/index.ts'
import type { HttpRequest } from '../../src/protocol/message/message.ts'
import { toPrincipal, type Acting } from '../../src/tooling/testing/acting.ts'
import { createOneTimeCredentials } from '../../src/tooling/testing/test-identity.ts'

const now = Date.parse('2030-01-01T12:00:00Z')
const plain = { ...anonymous, authenticatedAt: now }

describe('whom a test acts as', () => {
  const rows: readonly (readonly [title: string, acting: Acting, principal: object])[] = [
    ['an id is a user', { id: 'ada' }, { ...plain, kind: 'user', id: 'ada' }],
    [
      'a row of the users is one',
      { id: 'ada', username: 'Ada' },
      { ...plain, kind: 'user', id: 'ada', username: 'Ada' },
    ],
    ['without an id it is a service', {}, { ...plain, kind: 'service' }],
    ['an id of nobody is a service', { id: null }, { ...plain, kind: 'service' }],
    ['a service may be named', { client: 'robot' }, { ...plain, kind: 'service', client: 'robot' }],
    [
      'roles are given',
      { id: 'ada', roles: ['admin'] },
      { ...plain, kind: 'user', id: 'ada', roles: ['admin'] },
    ],
    [
      'scopes are a set',
      { scopes: ['a', 'b', 'a'] },
      { ...plain, kind: 'service', scopes: new Set(['a', 'b']) },
    ],
    ['no scopes are none', { scopes: [] }, { ...plain, kind: 'service', scopes: new Set() }],
    [
      'the sign-in may be long ago',
      { id: 'ada', authenticatedAt: 1 },
      { ...plain, kind: 'user', id: 'ada', authenticatedAt: 1 },
    ],
    [
      'the sign-in may be unknown',
      { authenticatedAt: null },
      { ...plain, kind: 'service', authenticatedAt: null },
    ],
  ]
  for (const [title, acting, principal] of rows) {
    it(title, () => {
      const made = toPrincipal(acting, now)
      assert.deepEqual(made, principal)
      assert.ok(Object.isFrozen(made))
    })
  }
})

describe('a credential of a test', () => {
  const ada = toPrincipal({ id: 'ada' }, now)
  const by = (authorization: string): HttpRequest =>
    ({ method: 'GET', headers: { authorization } }) as unknown as HttpRequest

  it('is good for one request', () => {
    const credentials = createOneTimeCredentials()
    const request = by(credentials.issue(ada))
    assert.equal(credentials.recognise(request), ada)
    assert.equal(credentials.recognise(request), undefined)
  })
  it('is another one each time', () => {
    const credentials = createOneTimeCredentials()
    assert.notEqual(credentials.issue(ada), credentials.issue(ada))
  })
  it('is known to the API it was issued by alone', () => {
    const request = by(createOneTimeCredentials().issue(ada))
    assert.equal(createOneTimeCredentials().recognise(request), undefined)
  })
})
