// What is counted in Redis is what is counted anywhere else.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLoginThrottle } from '../../src/identity.ts'
import { redis, type RedisOptions } from '../../src/redis.ts'
import { describeRateLimitStore } from '../../src/testing.ts'
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

describe('attempts in Redis', needsRedis, () => {
  const fail = async (throttle: ReturnType<typeof createLoginThrottle>, times: number) => {
    for (let count = 0; count < times; count++) await throttle.admit('ann', home)
  }

  it('are refused after the fifth, in every process', async (t) => {
    const prefix = newPrefix()
    const [one, other] = [open({ prefix }), open({ prefix })]
    t.after(() => Promise.all([one.close(), other.close()]))
    await fail(createLoginThrottle({}, one.attempts), 5)
    const throttle = createLoginThrottle({}, other.attempts)
    await assert.rejects(throttle.admit('ann', home), {
      code: 'TOO_MANY_REQUESTS',
      headers: { 'retry-after': '900' },
    })
    await throttle.admit('bob', home)
  })

  it('cannot outrun the count by coming at once', async (t) => {
    const prefix = newPrefix()
    const both = [open({ prefix }), open({ prefix })]
    t.after(() => Promise.all(both.map((each) => each.close())))
    const throttles = both.map(({ attempts }) => createLoginThrottle({}, attempts))
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => throttles[index % 2]!.admit('ann', home)),
    )
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 5)
  })

  it('are forgotten once one succeeds', async (t) => {
    const shared = open()
    t.after(() => shared.close())
    const throttle = createLoginThrottle({}, shared.attempts)
    await fail(throttle, 4)
    await (await throttle.admit('ann', home)).succeed()
    await fail(throttle, 5)
  })

  it('of less than a second are forgotten, too', async (t) => {
    const shared = open()
    t.after(() => shared.close())
    const brief = shared.attempts({ keyPrefix: 'brief', points: 1, duration: 0.2 })
    await brief.consume('ann')
    await brief.block('bob', 0.2)
    for (const key of ['ann', 'bob']) {
      const left = (await brief.get(key))!.msBeforeNext
      assert.ok(left > 0 && left <= 1000, String(left))
    }
  })

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
