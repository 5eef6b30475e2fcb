import { compare } from '../../declaration/condition/condition.ts'
import { matches } from '../../declaration/condition/matches.ts'
import { columnOf } from '../../declaration/resource/column.ts'
import type { Property } from '../../declaration/resource/model.ts'
import type { SignUpTerms } from '../../declaration/resource/sign-up.ts'
import { InvalidInvitation, InvitationRequired, Unavailable } from '../../kernel/problem/catalogue.ts'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import type { Problem } from '../../kernel/problem/problem.ts'
import { headerOf } from '../../protocol/message/message.ts'
import type { NewUser, SignUpAttempt, SignUpContext, SignUpPolicy } from '../identity/sign-up-policy.ts'
import { toNewInvitation } from './invitation-body.ts'
import { createInvitationEndpoints, type InvitationHandlers } from './invitation-endpoints.ts'
import { invitationScopes } from './invitation-operations.ts'
import { InvitationStore, signUpInvitations, type KeptInvitation } from './invitation-store.ts'

/** Who invites. */
export interface InvitationOptions {
  /** The role that makes, sees and withdraws invitations at `/auth/invitations`. Default: `'admin'`. */
  readonly role?: string
}

/** What runs by now. */
interface Running extends InvitationHandlers, Pick<SignUpContext, 'email'> {}

/** Whoever was invited makes a user: `signUp: invitation()`. */
export function invitation({ role = 'admin' }: InvitationOptions = {}): SignUpPolicy {
  let running: (Running & Pick<SignUpContext, 'store'>) | undefined
  const handlers = (): Running => {
    if (running === undefined) throw new Unavailable({ headers: { 'retry-after': '1' } })
    return running
  }
  return Object.freeze({
    terms,
    resources: [signUpInvitations],
    endpoints: createInvitationEndpoints(role, handlers),
    scopes: Object.values(invitationScopes),
    invitations: { create: (values) => handlers().create(values) },
    start(context) {
      // Who was invited to one API must not come in to another.
      if (running !== undefined && running.store !== context.store) throw usedTwice()
      running = { store: context.store, ...createHandlers(context) }
    },
    begin(request) {
      const code = headerOf(request, header) ?? ''
      if (code === '') throw new InvitationRequired({ detail: missing })
      return createAttempt(handlers(), code)
    },
  } satisfies SignUpPolicy)
}

const header = 'x-invitation'
const missing = 'Send the code of your invitation as X-Invitation.'
const notGood = 'The invitation is unknown, was used or withdrawn, has expired, or is for another address.'

const terms: SignUpTerms = {
  policy: 'invitation',
  who: 'anyone with an invitation',
  header: {
    name: 'X-Invitation',
    description: 'The code of an invitation; good once. Whom the rule lets make users needs none.',
    example: `invitation_${'x'.repeat(43)}`,
  },
  problems: [InvitationRequired, InvalidInvitation],
}

function createHandlers({ store, models, clock, email }: SignUpContext): Running {
  const invitations = new InvitationStore(store, models.get(signUpInvitations.name)!, clock)
  const hasEmail = email !== undefined
  return {
    invitations,
    email,
    create: async (values) => invitations.create(toNewInvitation(values, { hasEmail, now: clock.now() })),
  }
}

function createAttempt({ invitations, email }: Running, code: string): SignUpAttempt {
  let found: KeptInvitation | undefined
  return {
    async verify(user) {
      found = await invitations.findByCode(code)
      if (found === undefined || !isFor(found, user, email)) throw refuse()
    },
    async redeem(session) {
      // Of two who come with one code at once the second finds it gone.
      if (found === undefined || !(await invitations.redeem(found, session))) throw refuse()
    },
  }
}

/** The same for all that may be wrong: who has found a code shall not learn whose it is. */
const refuse = (): Problem => new InvalidInvitation({ detail: notGood })

function isFor(
  { email: address }: KeptInvitation,
  { model, values }: NewUser,
  email: Property | undefined,
): boolean {
  if (address === null) return true
  // By column: another version of the API may call the field otherwise.
  const property = email && [...model.properties.values()].find((each) => columnOf(each) === columnOf(email))
  return property !== undefined && matches(compare(property.name, 'eq', address, 'nocase'), values)
}

function usedTwice(): DeclarationError {
  const message = 'serves another API already, with invitations in another store'
  return new DeclarationError([
    { path: 'identity.signUp', message, remedy: 'call invitation() once for each API' },
  ])
}
