import type { Provider } from 'oidc-provider'
import type { AttemptCounters } from '../identity/attempt-counters.ts'
import { toNetwork } from '../identity/network.ts'
import { TooManyRequests } from '../../kernel/problem/catalogue.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import { findBrowserSession } from './browser-session.ts'
import { changeRequest } from './changed-request.ts'
import { checkOrigin } from './page-form.ts'

type Hand = (request: HttpRequest) => Promise<HttpReply>

/** Wrong codes that one network may type within the time a code is good for (RFC 8628 section 5.1), in seconds. */
const guesses = { keyPrefix: 'device-code', points: 20, duration: 600 }

/** What taking the codes of devices needs. */
export interface DeviceEntryOptions {
  readonly hand: Hand
  readonly attempts: AttemptCounters
  /** The one of the keys that sign now. */
  provider(): Promise<Provider>
}

/** Answers the address where people type the code of a device. */
export function createDeviceEntry({ hand, attempts, provider }: DeviceEntryOptions) {
  const counter = attempts(guesses)
  return {
    /**
     * oidc-provider would send a code that stands in the address (`verification_uri_complete`) at once, by a script. Under
     * another name it leaves it alone, and the page fills it in for people to look at.
     */
    show: (request: HttpRequest): Promise<HttpReply> =>
      hand(changeRequest(request, { query: toTyped(request.query) })),
    async take(request: HttpRequest): Promise<HttpReply> {
      checkOrigin(request)
      // Without the session whose form it was the page is shown anew, with one.
      if ((await findBrowserSession(await provider(), request)) === undefined)
        return hand(
          changeRequest(request, { method: 'GET', body: undefined, query: toTyped(toText(request), stale) }),
        )
      const network = toNetwork(request.address)
      await consume(() => counter.consume(network))
      const reply = await hand(request)
      if (reply.status < 400) await counter.reward(network)
      return reply
    },
  }
}

/** The names under which the page finds a code, and that it was typed on a page that was too old. */
export const entryNames = { code: 'typed', stale: 'stale' } as const
const stale = { [entryNames.stale]: 'yes' }

function toTyped(form: string, more: Readonly<Record<string, string>> = {}): string {
  const code = new URLSearchParams(form).get('user_code')
  const typed = code === null ? {} : { [entryNames.code]: code.slice(0, longestCode) }
  return new URLSearchParams({ ...typed, ...more }).toString()
}

const toText = ({ body }: HttpRequest): string => (body === undefined ? '' : Buffer.from(body).toString())

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
