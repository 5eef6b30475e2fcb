import type { AttemptCounters } from '../identity/attempt-counters.ts'
import { toNetwork } from '../identity/network.ts'
import { TooManyRequests } from '../../kernel/problem/catalogue.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import { checkOrigin } from './page-form.ts'

type Hand = (request: HttpRequest) => Promise<HttpReply>

/** Wrong codes that one network may type within the time a code is good for (RFC 8628 section 5.1), in seconds. */
const guesses = { keyPrefix: 'device-code', points: 20, duration: 600 }

/** Answers the address where people type the code of a device. */
export function createDeviceEntry(hand: Hand, attempts: AttemptCounters) {
  const counter = attempts(guesses)
  return {
    /**
     * oidc-provider would send a code that stands in the address (`verification_uri_complete`) at once, by a script. Under
     * another name it leaves it alone, and the page fills it in for people to look at.
     */
    show: (request: HttpRequest): Promise<HttpReply> => hand({ ...request, query: toTyped(request.query) }),
    async take(request: HttpRequest): Promise<HttpReply> {
      checkOrigin(request)
      const network = toNetwork(request.address)
      await consume(() => counter.consume(network))
      const reply = await hand(request)
      if (reply.status < 400) await counter.reward(network)
      return reply
    },
  }
}

/** The name under which the page finds a code. */
export const typedCode = 'typed'

function toTyped(query: string): string {
  const code = new URLSearchParams(query).get('user_code')
  return code === null ? '' : new URLSearchParams({ [typedCode]: code.slice(0, longestCode) }).toString()
}

const longestCode = 40

async function consume(count: () => Promise<unknown>): Promise<void> {
  try {
    await count()
  } catch (state) {
    if (state instanceof Error) throw state
    const { msBeforeNext = 0 } = state as { readonly msBeforeNext?: number }
    const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
    throw new TooManyRequests({
      detail: 'Too many codes that no device waits for. Wait before you try again.',
      headers: { 'retry-after': String(seconds) },
    })
  }
}
