import type { Model, Property } from '../../declaration/resource/model.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { SignUpTerms } from '../../declaration/resource/sign-up.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type { Session } from '../store/store.ts'
import type { IdentityContext } from './authenticator.ts'
import type { AnyUserSource } from './user-source.ts'

/** How those make a user whom the rule of `create` does not let: a port. */
export interface SignUpPolicy {
  /** What the document of the API says of it. */
  readonly terms: SignUpTerms
  /** What `GET /auth/sign-up` shows besides the name of the policy. Default: nothing. */
  readonly shown?: Readonly<Record<string, unknown>>
  /** What it keeps in the store; these resources have tables, but no address. Default: nothing. */
  readonly resources?: readonly AnyResource[]
  /** Addresses of its own. Default: none. */
  readonly endpoints?: readonly Endpoint[]
  /** What those ask for. Default: nothing. */
  readonly scopes?: readonly string[]
  /** What commands such as `ninety invitation create` do with it, once it is started. Default: nothing. */
  readonly invitations?: InvitationAdministration
  /** Called once, before the first request. */
  start?(context: SignUpContext): void
  /** A request to make a user: what it must bring is missing from it, which is a problem, or shall be verified. */
  begin(request: HttpRequest): SignUpAttempt
}

/** What a policy is given when the API starts. */
export interface SignUpContext extends IdentityContext {
  /** The resource that holds the users. */
  readonly users: Model
  /** Where a user is reached: the field that was named, else the first one for e-mail addresses. */
  readonly email: Property | undefined
}

/** One request to make a user of one's own. */
export interface SignUpAttempt {
  /**
   * Called once the values are known to be sound by themselves, and before anything is looked up by them: a problem
   * refuses them, and nobody learns whether somebody else has them.
   */
  verify(user: NewUser): Awaitable<void>
  /** Called in the transaction that makes the user: what is written is undone together with it. Default: nothing. */
  redeem?(session: Session): Promise<void>
}

/** A user as it shall be made. */
export interface NewUser {
  /** Of the version of the API that was asked. */
  readonly model: Model
  /** By property name; secrets are not hashed yet. */
  readonly values: Readonly<Record<string, unknown>>
}

/** Making invitations, without any rule. */
export interface InvitationAdministration {
  /** Makes an invitation: VALIDATION_FAILED (422) naming each fault of its values. */
  create(values: unknown): Promise<CreatedInvitation>
}

/** An invitation as it is shown: all but its code. */
export interface Invitation {
  readonly id: string
  /** The only address it is good for; null: any. */
  readonly email: string | null
  /** RFC 3339, as all moments here. */
  readonly createdAt: string
  readonly expiresAt: string
}

/** An invitation and its code, which is never shown again. */
export type CreatedInvitation = Invitation & { readonly code: string }

/** How users sign up: `'open'`, anybody; `'closed'`, nobody; or a policy. */
export type SignUp = 'open' | 'closed' | SignUpPolicy

/** What a policy is started with. */
export function toSignUpContext(
  context: IdentityContext,
  users: Model,
  { email }: AnyUserSource,
): SignUpContext {
  const properties = [...users.properties.values()]
  const isEmail = ({ name, definition }: Property) =>
    email === undefined ? definition.kind === 'email' : name === email
  return { ...context, users, email: properties.find(isEmail) }
}

/** The policy that is meant by a word. */
export function toSignUpPolicy(signUp: SignUp): SignUpPolicy {
  return typeof signUp === 'string' ? named[signUp] : signUp
}

const unquestioned: SignUpAttempt = Object.freeze({ verify: () => {} })
const begin = (): SignUpAttempt => unquestioned

const named: Readonly<Record<'open' | 'closed', SignUpPolicy>> = {
  open: { terms: { policy: 'open', who: 'anyone' }, begin },
  // Nobody comes so far: its terms let nobody in.
  closed: { terms: { policy: 'closed' }, begin },
}
