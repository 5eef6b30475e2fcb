import type { RateLimiterRes } from 'rate-limiter-flexible'
import { TooManyRequests } from '../../kernel/problem/catalogue.ts'
import { toMilliseconds, type Duration } from '../../kernel/values/duration.ts'
import { memoryAttempts, type AttemptCounter, type AttemptCounters } from './attempt-counters.ts'
import { insureAttempts } from './insured-attempts.ts'
import { toNetwork } from './network.ts'
import { digestOf } from './secret-digest.ts'

/** One attempt to sign in, counted as failed until one of these says otherwise. */
export interface LoginAttempt {
  /** The password was right. */
  succeed(): Promise<void>
  /** The password was never looked at. */
  withdraw(): Promise<void>
}

/** Slows down the guessing of passwords. */
export interface LoginThrottle {
  /**
   * Counts an attempt before anything costly is done for it, so that attempts at the same time cannot outrun the count.
   * A 429 problem with `Retry-After` when there were too many, whether or not the account exists.
   * @param account what the caller signs in with
   * @param address the caller's address
   */
  admit(account: string, address: string): Promise<LoginAttempt>
  /** Forgets failures of an account whose owner has proved themselves otherwise, from that address. Default: none. */
  forgive?(account: string, address: string): Promise<void>
}

/** How often sign-in may fail. Addresses are IPv4 addresses and /64 networks of IPv6. */
export interface LoginLimits {
  /** Failures for one account from one address within `window`. Default: 5. */
  readonly perAccountAndAddress?: number
  /** Failures from one address, for all accounts together, within `window`. Default: 100. */
  readonly perAddress?: number
  /** Failures for one account from all addresses that it never signed in from, within an hour. Default: 100. */
  readonly perAccount?: number
  /** Default: 15 minutes. */
  readonly window?: Duration
  /** The longest wait after failures for one account from one address; each wait of a day doubles. Default: 1 hour. */
  readonly longestWait?: Duration
}

const hour = 3600
const day = 24 * hour
// A timer of more than 2^31 milliseconds would fire at once.
const longest = 24 * day

/**
 * A throttle of sign-ins.
 *
 * One address has few guesses per account, and more over all accounts. Guesses at one account from everywhere are
 * bounded too, but only for addresses the account has not signed in from before: whoever spreads guesses over many
 * addresses cannot keep the owner out of the places they are known at: those of the last 24 days.
 * @param open where attempts are counted. Default: `memoryAttempts`, which is right for one process
 */
export function createLoginThrottle(
  limits: LoginLimits = {},
  open: AttemptCounters = memoryAttempts,
): LoginThrottle {
  const counters = createCounters(limits, insureAttempts(open))
  const { known } = counters
  const forget = async (pair: string): Promise<void> => {
    await Promise.all([known.block(pair, longest), counters.pair.delete(pair), counters.waits.delete(pair)])
  }

  return {
    async admit(account, address) {
      const { name, network, pair } = toKeys(account, address)
      const counts: Count[] = [
        { counter: counters.address, key: network },
        { counter: counters.pair, key: pair },
      ]
      if ((await known.get(pair)) === null) counts.push({ counter: counters.account, key: name })
      await consumeAll(counts, counters.refuse)
      return {
        async succeed() {
          await giveBack(counts)
          await forget(pair)
        },
        withdraw: () => giveBack(counts),
      }
    },
    async forgive(account, address) {
      const { name, pair } = toKeys(account, address)
      await counters.account.delete(name)
      await forget(pair)
    },
  }
}

function toKeys(account: string, address: string) {
  const network = toNetwork(address)
  // Keeps keys short, and what people sign in with out of memory dumps.
  const name = digestOf(account.normalize('NFC').toLowerCase())
  return { name, network, pair: `${name} ${network}` }
}

interface Count {
  readonly counter: AttemptCounter
  readonly key: string
}

/** Waits in seconds after a refusal. */
type Refuse = (count: Count, state: RateLimiterRes) => Promise<number>

function createCounters(limits: LoginLimits, open: AttemptCounters) {
  const {
    perAccountAndAddress = 5,
    perAddress = 100,
    perAccount = 100,
    window = '15m',
    longestWait = '1h',
  } = limits
  const duration = toMilliseconds(window) / 1000
  const pair = open({ keyPrefix: 'pair', points: perAccountAndAddress, duration })
  const address = open({ keyPrefix: 'address', points: perAddress, duration })
  const account = open({ keyPrefix: 'account', points: perAccount, duration: hour })
  const waits = open({ keyPrefix: 'waits', points: 1, duration: day })
  const known = open({ keyPrefix: 'known', points: 1, duration: longest })

  const refuse: Refuse = async ({ counter, key }, state) => {
    // Only the first refusal of a wait sets its end: asking again does not make it longer.
    if (counter !== pair || state.consumedPoints !== perAccountAndAddress + 1)
      return state.msBeforeNext / 1000
    const { consumedPoints } = await waits.penalty(key)
    const wait = Math.min(duration * 2 ** (consumedPoints - 1), toMilliseconds(longestWait) / 1000)
    await pair.block(key, wait)
    return wait
  }
  return { pair, address, account, waits, known, refuse }
}

/** Counts all, or none and throws: only attempts that are looked at count. */
async function consumeAll(counts: readonly Count[], refuse: Refuse): Promise<void> {
  for (const [index, count] of counts.entries()) {
    try {
      await count.counter.consume(count.key)
    } catch (state) {
      if (state instanceof Error) throw state
      await giveBack(counts.slice(0, index))
      throw tooMany(await refuse(count, state as RateLimiterRes))
    }
  }
}

async function giveBack(counts: readonly Count[]): Promise<void> {
  await Promise.all(counts.map(({ counter, key }) => counter.reward(key)))
}

function tooMany(seconds: number): Error {
  return new TooManyRequests({
    detail: 'Too many attempts to sign in. Wait before you try again.',
    headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) },
  })
}
