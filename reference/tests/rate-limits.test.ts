import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { listen } from 'ninety'
import { createTestDatabase } from 'ninety/testing'
import { readConfiguration } from '../src/configuration.ts'
import { createReferenceApi } from '../src/reference-api.ts'
import { openReferenceServer } from './reference-server.ts'

async function open(t: TestContext, environment: Record<string, string> = {}) {
  const { url } = await createTestDatabase()
  const api = createReferenceApi(readConfiguration({ DATABASE_URL: url, ...environment }))
  const server = await listen(api, { port: 0 })
  t.after(() => server.close())
  return server.url
}

const headersOf = async (url: string) => {
  const { headers } = await fetch(url)
  return [...headers].filter(([name]) => /ratelimit/.test(name))
}

describe('the limits of the reference server', () => {
  test('are told to everybody, in the new headers and the old', async (t) => {
    const url = await open(t)
    const headers = new Map(await headersOf(`${url}/openapi.json`))
    assert.equal(headers.get('ratelimit-policy'), '"addresses";q=60000;w=60, "callers";q=30000;w=60')
    assert.match(headers.get('ratelimit')!, /^"addresses";r=59999;t=\d+, "callers";r=29999;t=\d+$/)
    assert.equal(headers.get('x-ratelimit-remaining'), '29999')
    const signUp = await fetch(`${url}/api/v1/users`, { method: 'POST' })
    assert.match(signUp.headers.get('ratelimit-policy')!, /"sign-ups";q=2000;w=3600/)
  })

  test('leave who has found a token few guesses at the password', async () => {
    const { send } = await openReferenceServer()
    const guess = (as: string) =>
      send('PATCH', '/api/v1/users/me', {
        as,
        body: { password: 'another long password', currentPassword: 'guessed' },
        headers: { 'content-type': 'application/merge-patch+json' },
      })
    const { status, headers } = await guess('ada')
    assert.equal(status, 403)
    assert.match(headers.get('ratelimit-policy')!, /"account-changes";q=300;w=3600/)
    const statuses: number[] = []
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(Array.from({ length: 30 }, () => guess('ada')))
      statuses.push(...answers.map((answer) => answer.status))
    }
    assert.equal(statuses.filter((each) => each === 403).length, 299)
    assert.equal(statuses.at(-1), 429)
    assert.equal((await guess('bob')).status, 403, 'nobody else is kept out')
  })

  test('are not there where they are off', async (t) => {
    const url = await open(t, { RATE_LIMITS: 'off' })
    assert.deepEqual(await headersOf(`${url}/openapi.json`), [])
    assert.deepEqual(await headersOf(`${url}/api/v1/users`), [])
  })
})
