// What is counted in Redis is what is counted anywhere else.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLoginThrottle } from '../../src/identity.ts'
import { redis, type RedisOptions } from '../../src/redis.ts'
import { describeRateLimitStore } from '../../src/testing.ts'
import { describeAttempts } from '../rate-limit/describe-attempts.ts'
import { needsRedis, newPrefix, redisUrl } from './find-redis.ts'

const home = '192.0.2.1'
const open = (options: RedisOptions = { prefix: newPrefix() }) => redis(redisUrl, options)

describe('Redis', needsRedis, () => {
  describeRateLimitStore('the store', () => open().rateLimits)
  describeRateLimitStore('one of two connections', () => {
    const prefix = newPrefix()
    const stores = [open({ prefix }).rateLimits, open({ prefix }).rateLimits] as const
    let turn = 0
    return {
      consume: (...args) => stores[++turn % 2]!.consume(...args),
      close: async () => void (await Promise.all(stores.map((store) => store.close!()))),
    }
  })
})

describeAttempts('attempts in Redis', needsRedis, async (t) => {
  const prefix = newPrefix()
  const [one, other] = [open({ prefix }), open({ prefix })]
  t.after(() => Promise.all([one.close(), other.close()]))
  return [one.attempts, other.attempts]
})

describe('attempts in Redis', needsRedis, () => {
  it('are kept without names', async (t) => {
    const prefix = newPrefix()
    const shared = open({ prefix })
    t.after(() => shared.close())
    await createLoginThrottle({}, shared.attempts).admit('ann@example.com', home)
    const { Redis } = await import('ioredis')
    const client = new Redis(redisUrl)
    const keys = await client.keys(`${prefix}*`)
    await client.quit()
    assert.ok(keys.length >= 3)
    assert.doesNotMatch(keys.join(), /ann|example/)
  })
})

describe('a Redis URL', () => {
  const wrong = [
    '',
    'localhost:6379',
    'http://localhost:6379',
    'redis://',
    'redis:///1',
    'redis://localhost/name',
    'redis://localhost/1/2',
    'redis://localhost?db=1',
    'redis://localhost#1',
    'redis://localhost:port',
    'redis://:sesame%@localhost',
    'unix:///run/redis.sock',
  ]
  for (const url of wrong) {
    it(`is not ${JSON.stringify(url)}`, () => {
      assert.throws(
        () => redis(url),
        (error: Error) => error.name === 'DeclarationError' && !error.message.includes('sesame'),
      )
    })
  }

  for (const url of [
    'redis://localhost',
    'rediss://:s%40me@[::1]:6380/15',
    'redis://me:pass@redis.example/',
  ]) {
    it(`may be ${url}, and nobody connects yet`, () => {
      assert.doesNotThrow(() => redis(url))
    })
  }
})
