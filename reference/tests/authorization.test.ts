// Nobody does or sees what no rule allows: resources by their declarations, and what is no resource by the document.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestApi, describeAuthorization } from 'ninety/testing'
import { readConfiguration } from '../src/configuration.ts'
import { toReferenceOptions } from '../src/reference-api.ts'
import { openReferenceServer } from './reference-server.ts'

describeAuthorization('the reference server', () => {
  const environment = { DATABASE_URL: ':memory:', NODE_ENV: 'test', RATE_LIMITS: 'off' }
  return createTestApi(toReferenceOptions(readConfiguration(environment), { events: { emit: () => {} } }))
})

const { api, send } = await openReferenceServer({ RATE_LIMITS: 'off' })
const credentials = { username: 'root', password: 'root-password', scope: 'todos:read' }
const narrow = await send('POST', '/auth/login', { body: credentials })
const absent = '01999999-9999-7999-8999-999999999999'

// oxlint-disable-next-line typescript/no-explicit-any
type Loose = Record<string, any>

interface Operation {
  readonly method: string
  readonly path: string
}

/** Those for administrators that are no resource's. */
const administration: readonly Operation[] = Object.entries(api.document().paths as Loose)
  .filter(([path]) => path.startsWith('/auth/'))
  .flatMap(([path, item]) =>
    Object.entries(item as Loose).flatMap(([method, operation]) => {
      const rule = (operation as Loose)['x-access']?.['rule'] as Loose | undefined
      return rule?.['rule'] === 'role' ? [{ method: method.toUpperCase(), path }] : []
    }),
  )

describe('what administrators alone may do', () => {
  const callers = [
    ['nobody', {}, 401],
    ['a user without the role', { as: 'ada' }, 403],
    [
      'an administrator without the scope',
      { headers: { authorization: `Bearer ${narrow.body['access_token']}` } },
      403,
    ],
  ] as const
  for (const [who, sending, status] of callers) {
    test(`is refused to ${who}`, async () => {
      assert.ok(administration.length >= 3, `${administration.length} operations`)
      for (const { method, path } of administration) {
        const body = method === 'POST' ? { body: {} } : {}
        const answer = await send(method, path.replaceAll(/\{\w+\}/g, absent), { ...sending, ...body })
        assert.equal(answer.status, status, `${method} ${path} ${answer.text}`)
      }
    })
  }
})
