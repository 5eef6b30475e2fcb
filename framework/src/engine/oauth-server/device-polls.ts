// Devices that ask too often whether they are let in (RFC 8628 section 3.5), which oidc-provider puts up with.
import { RecentMap } from '../../kernel/values/recent-map.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import { digestOf } from '../identity/secret-digest.ts'
import { uncachedJson } from '../identity/uncached.ts'
import { readClientForm } from './client-form.ts'
import { deviceGrant } from './client-metadata.ts'

type Hand = (request: HttpRequest) => Promise<HttpReply>

/** Devices wait five seconds where nobody says otherwise (section 3.2); clocks and networks may take one of them away. */
const shortest = 4000
const remembered = 10_000

const slowDown: HttpReply = {
  status: 400,
  headers: uncachedJson,
  body: '{"error":"slow_down","error_description":"wait five seconds longer from now on"}',
}

/** Answers requests for tokens; devices that are known to wait are slowed down on each instance by itself. */
export function createDevicePolls(hand: Hand, clock: Clock): Hand {
  const waiting = new RecentMap<string, number>(remembered)
  return async (request) => {
    const form = readClientForm(request)
    if (form?.get('grant_type') !== deviceGrant) return hand(request)
    const device = digestOf(form.get('device_code') ?? '')
    const before = waiting.get(device)
    const now = clock.now()
    if (before !== undefined) waiting.set(device, now)
    if (before !== undefined && Math.abs(now - before) < shortest) return slowDown
    const reply = await hand(request)
    if (isPending(reply)) waiting.set(device, now)
    else waiting.delete(device)
    return reply
  }
}

const isPending = ({ status, body }: HttpReply): boolean =>
  status === 400 && String(body).includes('"authorization_pending"')
