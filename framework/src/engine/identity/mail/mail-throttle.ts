import type { RateLimiterRes } from 'rate-limiter-flexible'
import { TooManyRequests } from '../../../kernel/problem/catalogue.ts'
import type { MailPurpose } from '../../mail/mail.ts'
import type { AttemptCounter, AttemptCounters } from '../attempt-counters.ts'
import { toNetwork } from '../network.ts'
import { digestOf } from '../secret-digest.ts'

/** Keeps an API from being made to flood mailboxes. */
export interface MailThrottle {
  /** Counts who asks for an account. TOO_MANY_REQUESTS (429), whether or not there is such an account. */
  admit(account: string, address: string): Promise<void>
  /** Counts a mail to a user. False where there were too many of the kind; who asked is not told. */
  mayMail(purpose: MailPurpose, userId: string | number): Promise<boolean>
}

const hour = 3600

/** Lets one address ask 5 times an hour for one account and 50 times for all, and sends a user 10 mails of a kind an hour. */
export function createMailThrottle(open: AttemptCounters): MailThrottle {
  const pairs = open({ keyPrefix: 'mail-pair', points: 5, duration: hour })
  const addresses = open({ keyPrefix: 'mail-address', points: 50, duration: hour })
  const users = open({ keyPrefix: 'mail-user', points: 10, duration: hour })
  return {
    async admit(account, address) {
      const network = toNetwork(address)
      // Keeps keys short, and what people sign in with out of memory dumps.
      const pair = `${digestOf(account.normalize('NFC').toLowerCase())} ${network}`
      const waits = [await waitOf(addresses, network), await waitOf(pairs, pair)]
      const wait = Math.max(...waits)
      if (wait > 0) throw tooMany(wait)
    },
    mayMail: async (purpose, userId) => (await waitOf(users, `${purpose} ${userId}`)) === 0,
  }
}

/** Seconds until a counter allows more; 0: it has counted. */
async function waitOf(counter: AttemptCounter, key: string): Promise<number> {
  try {
    await counter.consume(key)
    return 0
  } catch (state) {
    if (state instanceof Error) throw state
    return Math.max(1, Math.ceil((state as RateLimiterRes).msBeforeNext / 1000))
  }
}

const tooMany = (seconds: number): Error =>
  new TooManyRequests({
    detail: 'Too many mails were asked for. Wait before you try again.',
    headers: { 'retry-after': String(seconds) },
  })
