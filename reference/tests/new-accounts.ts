// Accounts of their own for tests that change or end them.
import assert from 'node:assert/strict'
import type { ReferenceServer } from './reference-server.ts'

/** The password of every such account. */
export const password = 'correct horse battery'

/** What makes accounts on a server and signs them in: `person1`, `person2` and so on, unless they are named. */
export function createSignUp({ send, signIn }: ReferenceServer) {
  let made = 0
  return async (username = `person${++made}`) => {
    const account = { username, email: `${username}@example.com`, password }
    const { status, body, headers, text } = await send('POST', '/api/v1/users', { body: account })
    assert.equal(status, 201, text)
    await signIn(username, password)
    return { username, id: String(body['id']), url: String(headers.get('location')), body }
  }
}
