import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { IdKind } from '../../declaration/schema/id.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { Found } from '../store/store.ts'
import type { VerifiedToken } from './access-token.ts'
import type { Authenticator, Identity, IdentityContext } from './authenticator.ts'
import type { AttemptCounters } from './attempt-counters.ts'
import type { AuthSessions } from './auth-sessions.ts'
import type { ClientAdministration } from './client-administration.ts'
import type { KeyRing } from './key-ring.ts'
import type { PasswordSignIn } from './password-sign-in.ts'
import type { Recognise } from './recognise.ts'
import type { SigningAlgorithm } from './signing-algorithm.ts'
import type { Users } from './users.ts'

/** Gives the clients of others tokens for an API: made by `oauthServer()` of `ninety/oauth-server`. */
export interface AuthorizationServer {
  /** What an identity declares before it starts. */
  declare(declaration: AuthorizationServerDeclaration): DeclaredAuthorizationServer
}

/** What is known of an identity before it starts. */
export interface AuthorizationServerDeclaration {
  /** Name of the resource that holds the users, and how it names its rows. */
  readonly users: { readonly name: string; readonly id: IdKind }
  readonly algorithm: SigningAlgorithm
  /** The role that may do with clients what their owners may not. */
  readonly role: string
  /** What is protected, as challenges call it. */
  readonly realm: string
  /** Recognises callers, once the identity has started. */
  readonly recognise: Recognise
}

/** An authorization server of one identity. */
export interface DeclaredAuthorizationServer {
  /** What it keeps in the store. */
  readonly resources: readonly AnyResource[]
  /** Name of the resource among them that holds the clients. */
  readonly clients: string
  /** What its own endpoints ask for. */
  readonly scopes: readonly string[]
  readonly endpoints: readonly Endpoint[]
  /** For tokens that must be shown with a proof. */
  readonly authenticators: readonly Authenticator[]
  /** How clients come by tokens, by the name of the OpenAPI Security Scheme Object. */
  readonly schemes: NonNullable<Identity['schemes']>
  /** Where the API tells who gives tokens for it, as challenges then say (RFC 9728 section 5.1). */
  toResourceMetadata(issuer: string): string
  start(context: AuthorizationServerContext): Promise<StartedAuthorizationServer>
}

/** What an authorization server is given when its identity starts. */
export interface AuthorizationServerContext extends IdentityContext {
  readonly users: Users
  readonly sessions: AuthSessions
  readonly keys: KeyRing
  readonly signIn: PasswordSignIn
  /** Where attempts are counted. */
  readonly attempts: AttemptCounters
  /** Where people go who forgot their password, below the API's root; undefined where nothing is mailed. */
  readonly passwordReset: string | undefined
  /** Whom access tokens are for (`aud`). */
  readonly audience: string
  /** Seconds that an access token is good for. */
  readonly lifetime: number
  /** Milliseconds that a session lasts which is not used. */
  readonly sessionLifetime: number
  /** The token, read and checked; a 401 problem when it is not good. */
  verify(token: string): Awaitable<VerifiedToken>
}

/** What the identity asks of a running authorization server. */
export interface StartedAuthorizationServer {
  /** Whether the token was taken back alone, though its session goes on. */
  isRevoked(token: VerifiedToken): Awaitable<boolean>
  /**
   * The client that acts as itself by a token of its own; undefined where it is gone.
   * @returns the JSON of `{ scopes }`
   */
  findService(token: VerifiedToken): Awaitable<Found | undefined>
  /** What those of these clients are called that there are. */
  namesOf(clients: readonly string[]): Promise<ReadonlyMap<string, string>>
  readonly clients: ClientAdministration
}
