import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { memoryAttempts, type AttemptCounters } from '../../src/engine/identity/attempt-counters.ts'
import {
  createLoginThrottle as createThrottle,
  type LoginLimits,
  type LoginThrottle,
} from '../../src/engine/identity/login-throttle.ts'
import { sqliteAttempts, type SqliteAttempts } from '../../src/engine/rate-limit/sqlite-attempts.ts'

const home = '192.0.2.1'
const minute = 60_000

async function fail(throttle: LoginThrottle, times: number, account: string, address = home): Promise<void> {
  for (let count = 0; count < times; count++) await throttle.admit(account, address)
}

async function refusal(throttle: LoginThrottle, account: string, address = home): Promise<string> {
  try {
    await throttle.admit(account, address)
  } catch (error) {
    const { code, headers } = error as { code: string; headers: Record<string, string> }
    return `${code} ${headers['retry-after']}`
  }
  return 'admitted'
}

const allowed = async (throttle: LoginThrottle, account: string, address = home) =>
  assert.equal(await refusal(throttle, account, address), 'admitted')

const refused = async (throttle: LoginThrottle, seconds: number, account: string, address = home) =>
  assert.equal(await refusal(throttle, account, address), `TOO_MANY_REQUESTS ${seconds}`)

async function attack(throttle: LoginThrottle, times: number): Promise<void> {
  for (let host = 0; host < times; host++) await throttle.admit('ann', `10.0.${host >> 8}.${host & 255}`)
}

const pass = (milliseconds: number) => mock.timers.tick(milliseconds)

const files: SqliteAttempts[] = []
const kinds: readonly (readonly [string, () => AttemptCounters])[] = [
  ['memory', () => memoryAttempts],
  [
    'a file',
    () => {
      const file = sqliteAttempts(':memory:')
      files.push(file)
      return file
    },
  ],
]

// rate-limiter-flexible reads Date.now and sets timers: both stand still until told to go on.
beforeEach(() => mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_800_000_000_000 }))
afterEach(() => {
  mock.timers.reset()
  for (const file of files.splice(0)) file.close()
})

for (const [place, open] of kinds) {
  const createLoginThrottle = (limits: LoginLimits = {}) => createThrottle(limits, open())

  describe(`counted in ${place}:`, () => {
    describe('failures for one account from one address', () => {
      it('are refused after the fifth', async () => {
        const throttle = createLoginThrottle()
        await fail(throttle, 5, 'ann')
        await refused(throttle, 900, 'ann')
      })
      it('cannot outrun the count by coming at once', async () => {
        const throttle = createLoginThrottle()
        const results = await Promise.allSettled(
          Array.from({ length: 50 }, () => throttle.admit('ann', home)),
        )
        assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 5)
      })
      it('are forgotten after the wait', async () => {
        const throttle = createLoginThrottle()
        await fail(throttle, 5, 'ann')
        await refused(throttle, 900, 'ann')
        pass(15 * minute)
        await allowed(throttle, 'ann')
      })
      it('do not wait longer for asking meanwhile', async () => {
        const throttle = createLoginThrottle()
        await fail(throttle, 5, 'ann')
        await refused(throttle, 900, 'ann')
        pass(10 * minute)
        await refused(throttle, 300, 'ann')
      })
      it('wait twice as long each time, up to an hour', async () => {
        const throttle = createLoginThrottle()
        for (const seconds of [900, 1800, 3600, 3600]) {
          await fail(throttle, 5, 'ann')
          await refused(throttle, seconds, 'ann')
          pass(seconds * 1000)
        }
      })
      it('are counted whatever the case and form of the name', async () => {
        const throttle = createLoginThrottle()
        await fail(throttle, 3, 'Jos\u00e9')
        await fail(throttle, 2, 'JOSE\u0301')
        await refused(throttle, 900, 'jos\u00e9')
      })
      it('leave other accounts and addresses alone', async () => {
        const throttle = createLoginThrottle()
        await fail(throttle, 6, 'ann').catch(() => {})
        await allowed(throttle, 'bob')
        await allowed(throttle, 'ann', '192.0.2.2')
      })
      it('are one address within an IPv6 network', async () => {
        const throttle = createLoginThrottle()
        for (let host = 1; host <= 5; host++) await throttle.admit('ann', `2001:db8::${host}`)
        await refused(throttle, 900, 'ann', '2001:db8::6')
      })
    })

    describe('signing in', () => {
      it('forgets the failures before it', async () => {
        const throttle = createLoginThrottle()
        await fail(throttle, 4, 'ann')
        await (await throttle.admit('ann', home)).succeed()
        await fail(throttle, 5, 'ann')
        await refused(throttle, 900, 'ann')
      })
      it('forgets the waits before it', async () => {
        const throttle = createLoginThrottle()
        await fail(throttle, 5, 'ann')
        await refused(throttle, 900, 'ann')
        pass(15 * minute)
        await (await throttle.admit('ann', home)).succeed()
        await fail(throttle, 5, 'ann')
        await refused(throttle, 900, 'ann')
      })
      it('is not limited itself', async () => {
        const throttle = createLoginThrottle()
        for (let count = 0; count < 300; count++) await (await throttle.admit('ann', home)).succeed()
        await allowed(throttle, 'ann')
      })
      it('does not count when the password was never looked at', async () => {
        const throttle = createLoginThrottle()
        for (let count = 0; count < 300; count++) await (await throttle.admit('ann', home)).withdraw()
        await allowed(throttle, 'ann')
      })
    })

    describe('failures from one address', () => {
      it('are refused after the hundredth, for any account', async () => {
        const throttle = createLoginThrottle()
        for (let user = 0; user < 100; user++) await throttle.admit(`user${user}`, home)
        await refused(throttle, 900, 'someone')
        await allowed(throttle, 'someone', '192.0.2.2')
      })
      it('are not counted by what was refused for the account', async () => {
        const throttle = createLoginThrottle()
        for (let count = 0; count < 200; count++) await throttle.admit('ann', home).catch(() => {})
        await allowed(throttle, 'bob')
      })
    })

    describe('failures for one account from everywhere', () => {
      it('are refused after the hundredth in an hour', async () => {
        const throttle = createLoginThrottle()
        await attack(throttle, 100)
        await refused(throttle, 3600, 'ann')
        pass(60 * minute)
        await allowed(throttle, 'ann')
      })
      it('never keep the owner out of a known address', async () => {
        const throttle = createLoginThrottle()
        await (await throttle.admit('ann', home)).succeed()
        await attack(throttle, 100)
        await refused(throttle, 3600, 'ann', '198.51.100.9')
        await allowed(throttle, 'ann')
      })
      it('do not make a known address free to guess', async () => {
        const throttle = createLoginThrottle()
        await (await throttle.admit('ann', home)).succeed()
        await fail(throttle, 5, 'ann')
        await refused(throttle, 900, 'ann')
      })
    })

    describe('limits of its own', () => {
      it('are those given', async () => {
        const throttle = createLoginThrottle({ perAccountAndAddress: 2, window: '1m', longestWait: '90s' })
        for (const seconds of [60, 90]) {
          await fail(throttle, 2, 'ann')
          await refused(throttle, seconds, 'ann')
          pass(seconds * 1000)
        }
      })
    })

    describe('an owner who has proved themselves otherwise', () => {
      it('is let in from where they are, and nobody else is', async () => {
        const throttle = createLoginThrottle()
        await attack(throttle, 100)
        await fail(throttle, 5, 'bob')
        await refused(throttle, 3600, 'ann')
        await refused(throttle, 900, 'bob')
        await throttle.forgive!('ANN', home)
        await throttle.forgive!('bob', home)
        await allowed(throttle, 'ann')
        await allowed(throttle, 'bob')
      })
    })
  })
}
