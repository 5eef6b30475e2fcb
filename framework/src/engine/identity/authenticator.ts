import type { Principal } from '../../declaration/policy/principal.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { Model, Models } from '../../declaration/resource/model.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import type { Events } from '../../kernel/events/events.ts'
import type { Broadcast } from '../broadcast/broadcast.ts'
import type { Session, Store } from '../store/store.ts'
import type { Administration } from './administration.ts'
import type { SecretHasher } from './password-hash.ts'
import type { RowWriter, Values } from './row-writer.ts'
import type { SignUpPolicy } from './sign-up-policy.ts'

/** Recognises one kind of credential. */
export interface Authenticator {
  /** Name of its OpenAPI security scheme, such as `bearer`. */
  readonly name: string
  /** Its `WWW-Authenticate` challenge (RFC 9110 section 11.6.1), such as `Bearer realm="api"`; empty: it has none. Read once the API has started. */
  readonly challenge: string
  /** Its OpenAPI Security Scheme Object. */
  readonly scheme: Readonly<Record<string, unknown>>
  /** The request headers it reads, in lower case; answers vary with them. Default: `authorization`. */
  readonly headers?: readonly string[]
  /**
   * The caller, or undefined when the request has no credential of this kind. A credential of this kind that is not
   * good throws a 401 problem, on routes that need none too.
   */
  authenticate(request: HttpRequest): Promise<Principal | undefined> | Principal | undefined
}

/** What an identity is given when the API starts. */
export interface IdentityContext {
  readonly store: Store
  /** What instances tell each other. */
  readonly broadcast: Broadcast
  readonly models: Models
  readonly clock: Clock
  readonly events: Events
  /** Every scope of the API, such as `todos:read`. */
  readonly scopes: readonly string[]
  /** The issuer of tokens: the public URL of the API's root. */
  readonly issuer: string
  /** Writes rows of the API for what proves itself otherwise than as a caller. */
  readonly writer: RowWriter
}

/** A row that was changed, in a transaction that may still fail. */
export interface RowWrite {
  readonly session: Session
  /** Of any version of the API, in which a field may have another name. */
  readonly model: Model
  readonly id: string | number
  /** What was written, by property name; hashes of secrets. */
  readonly values: Values
  /** What was there before, secrets left out; undefined for a new row. */
  readonly row: Values | undefined
  /** Who wrote it. */
  readonly principal: Principal
}

/** How an API knows its callers. */
export interface Identity {
  /** Name of the resource that holds the users; `/users/me` is its row of the caller. */
  readonly users: string
  /** The role whose callers are told by which rules they are answered (`X-Explain-Access`). Default: nobody is. */
  readonly administrators?: string
  /** What it keeps in the store; these resources have tables, but no address. */
  readonly resources: readonly AnyResource[]
  /** In the order they are asked; the first that recognises a credential decides. */
  readonly authenticators: readonly Authenticator[]
  readonly endpoints: readonly Endpoint[]
  /**
   * Further OpenAPI Security Scheme Objects by name: ways to come by what the authenticators take. Default: none.
   * @param root where the API is reached
   * @param scopes every scope of the API
   */
  readonly schemes?: (
    root: string,
    scopes: readonly string[],
  ) => Readonly<Record<string, Authenticator['scheme']>>
  /** What its own endpoints ask for, beside the scopes of the resources. Default: none. */
  readonly scopes?: readonly string[]
  /**
   * Looks at every request before anybody asks who it is by, but at those for health and documents: a problem refuses
   * it. Default: all may pass.
   */
  readonly gate?: (request: HttpRequest) => Awaitable<void>
  /** Who makes users besides those whom the rule of their `create` lets. Default: nobody. */
  readonly signUp?: SignUpPolicy
  /** Hashes every secret field of the API. Default: `secretHasher`. */
  readonly hasher?: SecretHasher
  /** Whether it is told of the writes of a resource. Default: of none. */
  follows?(model: Model): boolean
  /** Looks at each change of a row before it is written, and may change more of it. Default: nothing more. */
  amend?(model: Model, values: Values, row: Values): Values
  /** Told of each new row, in its transaction. Default: nothing. */
  created?(write: RowWrite): void
  /** Told of each change of a row, in its transaction: what follows from it for callers. Default: nothing. */
  changed?(write: RowWrite): Promise<void> | undefined
  /** What commands such as `ninety user create` do to it, once it is started. Default: nothing. */
  readonly administration?: () => Administration
  /** Whether what it counts together with other processes is counted there. Default: it is. */
  isSound?(): Promise<boolean>
  /** Waits, for a few seconds at most, for what answers did not wait for. Called before the store is closed. Default: nothing. */
  settle?(): Promise<void>
  /** Called once, after the tables are there and before the first request. */
  start(context: IdentityContext): Promise<void>
}
