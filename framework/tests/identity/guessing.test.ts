// A thousand wrong passwords from all over the world: they open nothing, and keep nobody out.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { memoryAttempts } from '../../src/identity.ts'
import { redis } from '../../src/redis.ts'
import { sqliteAttempts } from '../../src/sqlite.ts'
import { needsRedis, newPrefix, redisUrl } from '../redis/find-redis.ts'
import { openMembers, passwordOf, type Members } from './mail/members.ts'

const guesses = 1000
const home = '203.0.113.7'
const elsewhere = '198.51.100.9'

async function login(
  api: Members,
  username: string,
  password: string,
  remoteAddress: string,
): Promise<number> {
  const payload = JSON.stringify({ username, password })
  const headers = { 'content-type': 'application/json' }
  const { statusCode } = await api.fastify.inject({
    method: 'POST',
    url: '/auth/login',
    headers,
    payload,
    remoteAddress,
  })
  return statusCode
}

/** What a sign-in takes of the server. */
async function costOf(api: Members, work: () => Promise<number>): Promise<readonly number[]> {
  const [statements, hashes] = [api.statements.length, api.hasher.count]
  const status = await work()
  return [status, api.statements.length - statements, api.hasher.count - hashes]
}

const isAnywhere = { skip: false }

for (const [place, attempts, needed] of [
  ['memory', memoryAttempts, isAnywhere],
  ['a file', sqliteAttempts(':memory:'), isAnywhere],
  ['Redis', redis(redisUrl || 'redis://127.0.0.1', { prefix: newPrefix() }).attempts, needsRedis],
] as const) {
  describe(`a thousand wrong passwords, counted in ${place}`, needed, () => {
    it('open nothing, keep the owner in, and cost others nothing', async (t) => {
      if ('close' in attempts) t.after(() => attempts.close())
      const api = await openMembers({ attempts })
      await api.join('ada')
      await api.join('bob')
      assert.equal(await login(api, 'ada', passwordOf('ada'), home), 200)
      const before = await costOf(api, () => login(api, 'bob', passwordOf('bob'), elsewhere))
      const hashed = api.hasher.count

      const statuses: number[] = []
      for (let index = 0; index < guesses; index += 50) {
        const batch = Array.from({ length: 50 }, (_, offset) => {
          const host = index + offset
          return login(api, 'ada', `guess-${host}-of-many`, `10.${host >> 8}.${host & 255}.1`)
        })
        statuses.push(...(await Promise.all(batch)))
      }
      const count = (status: number) => statuses.filter((each) => each === status).length
      assert.deepEqual([count(401), count(429)], [100, guesses - 100])
      assert.equal(api.hasher.count - hashed, 100, 'what is refused is not hashed')

      assert.equal(
        await login(api, 'ada', passwordOf('ada'), home),
        200,
        'the owner is in where they were before',
      )
      assert.deepEqual(await costOf(api, () => login(api, 'bob', passwordOf('bob'), elsewhere)), before)
      // From a place where nobody knows them, the owner comes in by a mail.
      assert.equal(await login(api, 'ada', passwordOf('ada'), elsewhere), 429)
      await api.post('/auth/password-reset', { username: 'ada' })
      const body = { code: await api.receiveCode(), password: 'correct horse battery' }
      const answer = await api.fastify.inject({
        method: 'POST',
        url: '/auth/password-reset/confirm',
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify(body),
        remoteAddress: elsewhere,
      })
      assert.equal(answer.statusCode, 204)
      assert.equal(await login(api, 'ada', 'correct horse battery', elsewhere), 200)
    })
  })
}
