// Callers who use up what a limit allows them.
import assert from 'node:assert/strict'
import type { Send } from './caller.ts'

/** Changes of accounts that the reference server allows a caller in an hour. */
export const allowed = 300
const atOnce = 20
let made = 0

/** A new user whose hour does not end while it is looked at: asks so many times, and tells how often it was let through. */
export async function openLimitedCaller(send: Send) {
  const username = `limited${++made}`
  const account = { username, password: 'correct horse battery' }
  const body = { ...account, email: `${username}@example.com` }
  const { body: user, status } = await send('limits', 'POST', '/api/v1/users', { body })
  assert.equal(status, 201, JSON.stringify(user))
  const login = await send('limits', 'POST', '/auth/login', { body: account })
  const sending = { token: login.body['access_token'] as string, body: { nothing: 1 } }
  // Refused for its values, a request counts and changes nothing.
  const ask = (to: Send) => to('limits', 'PATCH', `/api/v1/users/${user['id']}`, sending)
  const first = await ask(send)
  const left = /"account-changes";r=(\d+);t=(\d+)/.exec(first.headers.get('ratelimit')!)!
  if (Number(left[2]) < 60) return openLimitedCaller(send)
  assert.equal(Number(left[1]), allowed - 1)

  return async (to: Send, times: number): Promise<number> => {
    let passed = 0
    const askOn = async () => {
      while (times-- > 0) {
        const answer = await ask(to)
        assert.ok(answer.status === 422 || answer.status === 429, `${answer.status}`)
        if (answer.status === 422) passed++
      }
    }
    await Promise.all(Array.from({ length: atOnce }, askOn))
    return passed
  }
}
