import type { Events } from '../../../kernel/events/events.ts'
import type { Mailer, MailPurpose } from '../../mail/mail.ts'
import type { Store } from '../../store/store.ts'
import type { UserRow, Users } from '../users.ts'
import { toCodeMail } from './code-mails.ts'
import type { MailedCodes } from './mailed-codes.ts'
import type { MailThrottle } from './mail-throttle.ts'
import type { Recipients } from './recipient.ts'

/** Sends a user a code, where there is an address for it and there were not too many mails. */
export type CodeSender = (purpose: MailPurpose, id: UserRow['id']) => Promise<void>

/** What sending codes needs. */
export interface CodeSenderOptions {
  readonly store: Store
  readonly users: Users
  readonly recipients: Recipients
  readonly codes: MailedCodes
  readonly throttle: MailThrottle
  readonly mailer: Mailer
  readonly events: Events
  /** Undefined where nobody knows where clients reach the API. */
  readonly publicUrl: string | undefined
}

/** Makes the code in a transaction and mails it afterwards: mailing takes its time. */
export function createCodeSender(options: CodeSenderOptions): CodeSender {
  const { store, users, recipients, codes, throttle, mailer, events, publicUrl } = options
  return async (purpose, id) => {
    if (!(await throttle.mayMail(purpose, id))) return
    const mail = await store.transaction(async (session) => {
      const user = await users.findAny(id, session)
      const address = user && recipients.addressOf(user)
      if (address === undefined || (purpose === 'email-verification' && recipients.isVerified(user!)))
        return undefined
      const issued = await codes.issue(session, purpose, { id, address })
      return toCodeMail(purpose, address, issued, publicUrl)
    })
    if (mail === undefined) return
    await mailer.send(mail)
    events.emit('mail.sent', { purpose, user: String(id), readAt: mailer.endpoints?.[0]?.path })
  }
}
