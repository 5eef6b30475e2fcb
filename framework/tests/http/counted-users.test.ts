// Users with counted ids, or ids of their own choosing: the subject of a token is text (RFC 7519), and still names them.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createApi, field, isOwner, isSelf, resource, anyone } from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { createServer } from '../../src/server/api/serve.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createResponseChecker } from '../../src/tooling/testing/response-checker.ts'

async function open(id: 'integer' | 'text') {
  const people = resource('people', {
    id,
    fields: { username: field.text().unique(), password: field.secret() },
    access: { read: isSelf(), create: anyone(), update: isSelf(), delete: isSelf() },
  })
  const notes = resource('notes', {
    fields: { text: field.text(), personId: field.owner('people', { id }) },
    access: isOwner('personId'),
  })
  const api = createApi({
    store: openTestStore(),
    resources: [people, notes],
    identity: identity({
      users: { resource: people, login: ['username'], password: 'password' },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
    }),
  })
  const server = createServer()
  await server.register(api)
  await server.ready()
  after(() => server.close().then(() => api.context.store.close()))
  const check = createResponseChecker(api.document())

  return async (method: string, url: string, { as, body }: { as?: string; body?: unknown } = {}) => {
    const response = await server.inject({
      method: method as 'GET',
      url,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${as}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    })
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
    )
    check({ method, url, status: response.statusCode, headers, body: response.body })
    return { status: response.statusCode, json: response.body === '' ? undefined : response.json() }
  }
}

const password = 'correct horse battery'

for (const [kind, id] of [
  ['integer', 1],
  ['text', 'ann'],
] as const) {
  describe(`users whose ids are of the kind ${kind}`, () => {
    it('sign in, own what they make, and go on after a refresh', async () => {
      const ask = await open(kind)
      const chosen = kind === 'text' ? { id } : {}
      const made = await ask('POST', '/people', { body: { ...chosen, username: 'ann', password } })
      assert.deepEqual([made.status, made.json.id], [201, id])
      const login = await ask('POST', '/auth/login', { body: { username: 'ann', password } })
      const first = login.json.access_token as string
      const claims = JSON.parse(Buffer.from(first.split('.')[1]!, 'base64url').toString())
      assert.equal(claims.sub, String(id))
      assert.equal((await ask('GET', '/auth/whoami', { as: first })).json.id, String(id))
      const note = await ask('POST', '/notes', { as: first, body: { text: 'x' } })
      assert.deepEqual([note.status, note.json.personId], [201, id])

      const body = { refresh_token: login.json.refresh_token }
      const { json: next } = await ask('POST', '/auth/refresh', { body })
      const as = next.access_token as string
      assert.equal((await ask('GET', `/notes/${note.json.id}`, { as })).status, 200)
      assert.equal((await ask('GET', '/people/me', { as })).json.username, 'ann')
      assert.equal((await ask('GET', '/auth/sessions', { as })).json.data.length, 1)
      const other = await ask('POST', '/auth/login', { body: { username: 'ann', password } })
      assert.equal((await ask('PATCH', '/people/me', { as, body: { password: `${password}!` } })).status, 200)
      assert.equal((await ask('GET', '/auth/whoami', { as: other.json.access_token })).status, 401)
      assert.equal((await ask('GET', '/auth/whoami', { as })).status, 200)
      assert.equal((await ask('POST', '/auth/logout', { as })).status, 204)
      assert.equal((await ask('GET', '/auth/whoami', { as })).status, 401)
    })
  })
}
