// Application keys, in a header of their own; never in the URL.
import type { Principal } from '../../declaration/policy/principal.ts'
import type { Events } from '../../kernel/events/events.ts'
import { ApplicationKeyRequired, InvalidApplicationKey, Unavailable } from '../../kernel/problem/catalogue.ts'
import type { Problem } from '../../kernel/problem/problem.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import { RecentMap } from '../../kernel/values/recent-map.ts'
import { headerOf, type HttpRequest } from '../../protocol/message/message.ts'
import type { Broadcast } from '../broadcast/broadcast.ts'
import { findPrefix } from './application-key.ts'
import type { ApplicationStore, KeptApplication } from './application-store.ts'
import { hasDigest } from './secret-digest.ts'

/** The header that keys come in, in lower case. */
export const applicationKeyHeader = 'x-application-key'

/** The OpenAPI Security Scheme Object of application keys. */
export const toApplicationKeyScheme = (isRequired: boolean) =>
  Object.freeze({
    type: 'apiKey',
    in: 'header',
    name: 'X-Application-Key',
    description:
      'The key of an application, which acts as itself; beside an access token the user of that acts.',
    ...(isRequired && { 'x-required': true }),
  })

/** What checking keys needs to know. */
export interface ApplicationCheckOptions {
  readonly applications: ApplicationStore
  readonly broadcast: Broadcast
  readonly clock: Clock
  readonly events: Events
  readonly challenge: string
}

/** Recognises applications by their key. */
export interface ApplicationCheck {
  /** The application whose key came with the request, undefined when none did; a bad one is a 401 problem. */
  authenticate(request: HttpRequest): Awaitable<Principal | undefined>
  /** Refuses a request without a good key: 401. */
  demand(request: HttpRequest): Awaitable<void>
  /** Has every instance look in the store again before it takes any key for good. */
  forget(): void
}

interface Recognised {
  readonly principal: Principal
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  readonly checkedAt: number
  /** How often keys had been forgotten when it was read. */
  readonly era: number
}

const remembered = 10_000
// Other processes withdraw keys as well: half of the second within which theirs must be noticed, in milliseconds.
const recheckEvery = 500
const noteEvery = 60_000
const topic = 'application'

/** Checks keys against the store, each at most twice a second, and notes at most once a minute that one was used. */
export function createApplicationCheck(options: ApplicationCheckOptions): ApplicationCheck {
  const { applications, broadcast, clock, challenge } = options
  const known = new RecentMap<string, Recognised>(remembered)
  let era = 0
  const forget = (): void => void era++
  broadcast.subscribe(topic, { hear: forget, miss: forget })

  const findKnown = (text: string, now: number): Recognised | undefined => {
    const found = known.get(text)
    const isRecent = found !== undefined && Math.abs(now - found.checkedAt) < recheckEvery
    return isRecent && found.era === era ? found : undefined
  }
  const look = async (text: string, now: number): Promise<Principal> => {
    const startedIn = era
    const prefix = findPrefix(text)
    const application = prefix === undefined ? undefined : await applications.findByPrefix(prefix)
    if (application === undefined || !hasDigest(text, application.digest)) throw refuse(challenge, notGood)
    const before = known.get(text)?.principal
    const principal = before?.client === application.id ? before : toPrincipal(application)
    const expiresAt = application.expiresAt === null ? Infinity : Date.parse(application.expiresAt)
    const recognised: Recognised = { principal, expiresAt, checkedAt: now, era: startedIn }
    known.set(text, recognised)
    const admitted = admit(recognised, now)
    void noteUse(application, now, options)
    return admitted
  }
  const admit = ({ principal, expiresAt }: Recognised, now: number): Principal => {
    if (expiresAt > now) return principal
    throw refuse(challenge, 'The application key has expired')
  }
  const authenticate = (request: HttpRequest): Awaitable<Principal | undefined> => {
    const text = headerOf(request, applicationKeyHeader)
    if (text === undefined) return undefined
    const now = clock.now()
    const found = findKnown(text, now)
    return found === undefined ? look(text, now) : admit(found, now)
  }
  return {
    authenticate,
    demand: (request) =>
      andThen(authenticate(request), (principal) => {
        if (principal === undefined) throw demandKey(challenge)
      }),
    forget: () => broadcast.publish(topic, ''),
  }
}

const notGood = 'The application key is not one of this API, or was withdrawn'

function refuse(challenge: string, description: string): Problem {
  return new InvalidApplicationKey({
    detail: `${description}.`,
    headers: { 'www-authenticate': `${challenge}, error="invalid_key"` },
  })
}

const demandKey = (challenge: string): Problem =>
  new ApplicationKeyRequired({
    detail: 'Send the key of your application as X-Application-Key.',
    headers: { 'www-authenticate': challenge },
  })

function toPrincipal({ id, scopes }: KeptApplication): Principal {
  return Object.freeze({
    kind: 'service',
    id: null,
    username: null,
    roles: Object.freeze([]),
    scopes: new Set(scopes),
    client: id,
    authenticatedAt: null,
  })
}

/** Beside the request: whoever asks need not wait for it, nor fail with it. */
async function noteUse(
  application: KeptApplication,
  now: number,
  { applications, events }: ApplicationCheckOptions,
): Promise<void> {
  const { lastUsedAt } = application
  if (lastUsedAt !== null && now - Date.parse(lastUsedAt) < noteEvery) return
  try {
    await applications.noteUse(application)
  } catch (cause) {
    // Closed in the midst of it: the next use notes it.
    if (cause instanceof Unavailable) return
    events.emit('warning', { message: 'The use of an application key could not be noted.', cause })
  }
}
