import type { Model } from '../../../declaration/resource/model.ts'
import type { IdentityContext } from '../authenticator.ts'
import type { AttemptCounters } from '../attempt-counters.ts'
import type { LoginThrottle } from '../login-throttle.ts'
import type { IdentitySettings } from '../identity-settings.ts'
import type { Users } from '../users.ts'
import { createAddressChanges, type AddressChanges } from './address-changes.ts'
import { createCodeSender } from './code-sender.ts'
import { createCodeUse } from './code-use.ts'
import { createEmailVerification, type EmailVerification } from './email-verification.ts'
import { createLater } from './later.ts'
import { createMailThrottle } from './mail-throttle.ts'
import { createCodeStore } from './mailed-codes.ts'
import { createPasswordReset, type PasswordReset } from './password-reset.ts'
import { createRecipients } from './recipient.ts'

/** What runs of all that has to do with the addresses of users. */
export interface MailHandlers {
  /** Undefined where nothing is mailed. */
  readonly reset: PasswordReset | undefined
  /** Undefined where nothing is mailed, or nothing says what is verified. */
  readonly verification: EmailVerification | undefined
  readonly changes: AddressChanges
  /** Waits for mails that are being sent. */
  settle(): Promise<void>
}

/** What it needs besides the settings. */
export interface MailHandlersOptions {
  readonly context: IdentityContext
  readonly users: Users
  readonly userModel: Model
  /** Of the codes; undefined where nothing is mailed. */
  readonly codeModel: Model | undefined
  readonly attempts: AttemptCounters
  /** Of sign-ins. */
  readonly throttle: LoginThrottle
}

/** Sets up what mails codes and takes them. */
export function createMailHandlers(
  { users: source, mail: mailer }: IdentitySettings,
  { context, users, userModel, codeModel, attempts, throttle: loginThrottle }: MailHandlersOptions,
): MailHandlers {
  const { store, clock, events, issuer, writer } = context
  const following = { users: userModel, source, clock }
  if (mailer === undefined || codeModel === undefined) {
    const changes = createAddressChanges({ ...following, codes: undefined, verification: undefined })
    return { reset: undefined, verification: undefined, changes, settle: async () => {} }
  }
  const codes = createCodeStore(store, codeModel, clock)
  const recipients = createRecipients(source, users)
  const mailThrottle = createMailThrottle(attempts)
  const publicUrl = /^https?:/.test(issuer) ? issuer : undefined
  const sending = { store, users, recipients, codes, throttle: mailThrottle, mailer, events, publicUrl }
  const send = createCodeSender(sending)
  const useCode = createCodeUse(codes, users, recipients)
  const later = createLater(events)
  const shared = { store, model: userModel, useCode, send, writer, later }
  const field = source.emailVerified
  const verification =
    field === undefined
      ? undefined
      : createEmailVerification({ ...shared, field, throttle: mailThrottle, toId: users.toId })
  return {
    reset: createPasswordReset({ ...shared, source, users, codes, mailThrottle, loginThrottle }),
    verification,
    changes: createAddressChanges({ ...following, codes, verification }),
    settle: () => later.settle(),
  }
}
