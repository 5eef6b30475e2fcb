import { randomBytes } from 'node:crypto'
import type { Principal } from '../../declaration/policy/principal.ts'
import type { Authenticator, Identity } from '../../engine/identity/authenticator.ts'
import { headerOf, type HttpRequest } from '../../protocol/message/message.ts'

/** Credentials that are good for one request each, and that nobody outside this process can know. */
export interface OneTimeCredentials {
  /** The value of an `Authorization` header for a request as this principal. */
  issue(principal: Principal): string
  /** Whether the request has one of these that is still good. */
  isIssued(request: HttpRequest): boolean
  /** Who the request is by; undefined when it has no credential of these. */
  recognise(request: HttpRequest): Principal | undefined
}

/** Issues credentials and keeps them in memory until they are used. */
export function createOneTimeCredentials(): OneTimeCredentials {
  const issued = new Map<string, Principal>()
  return {
    issue(principal) {
      const credential = `Test ${randomBytes(32).toString('base64url')}`
      issued.set(credential, principal)
      return credential
    },
    isIssued: (request) => issued.has(headerOf(request, 'authorization') ?? ''),
    recognise(request) {
      const credential = headerOf(request, 'authorization') ?? ''
      const principal = issued.get(credential)
      issued.delete(credential)
      return principal
    },
  }
}

/** An identity that knows these credentials besides its own; challenges and documents stay as they were. */
export function withCredentials(identity: Identity | undefined, credentials: OneTimeCredentials): Identity {
  if (identity === undefined) return toIdentity(credentials)
  const [first, ...others] = identity.authenticators
  const authenticator = first === undefined ? toAuthenticator(credentials) : extend(first, credentials)
  const authenticators = [authenticator, ...others]
  const start: Identity['start'] = (context) => identity.start(context)
  const { gate } = identity
  return {
    ...identity,
    authenticators,
    start,
    changed: (write) => identity.changed?.(write),
    ...(gate !== undefined && {
      gate: (request: HttpRequest) => (credentials.isIssued(request) ? undefined : gate(request)),
    }),
  }
}

// What an authenticator of its own would add to the document and to challenges is not there in production.
function extend(authenticator: Authenticator, credentials: OneTimeCredentials): Authenticator {
  const { name, challenge, scheme, headers } = authenticator
  const authenticate: Authenticator['authenticate'] = (request) =>
    credentials.recognise(request) ?? authenticator.authenticate(request)
  return { name, challenge, scheme, authenticate, ...(headers !== undefined && { headers }) }
}

function toAuthenticator({ recognise }: OneTimeCredentials): Authenticator {
  return {
    name: 'test',
    challenge: 'Test realm="test"',
    scheme: { type: 'http', scheme: 'test', description: 'Credentials of the tests.' },
    authenticate: recognise,
  }
}

const toIdentity = (credentials: OneTimeCredentials): Identity => ({
  users: 'users',
  administrators: 'admin',
  resources: [],
  endpoints: [],
  authenticators: [toAuthenticator(credentials)],
  start: async () => {},
})
