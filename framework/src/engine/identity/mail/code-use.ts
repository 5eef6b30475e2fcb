import type { Principal } from '../../../declaration/policy/principal.ts'
import { InvalidCode } from '../../../kernel/problem/catalogue.ts'
import type { MailPurpose } from '../../mail/mail.ts'
import type { Session } from '../../store/store.ts'
import type { UserRow, Users } from '../users.ts'
import type { MailedCodes } from './mailed-codes.ts'
import type { Recipients } from './recipient.ts'

/** The one answer to every code that is not good: wrong, used, expired, ended, for another address. */
export function invalidCode(): Error {
  const fault = { pointer: '/code', code: 'invalid_code', detail: 'is not good, or not any more' }
  return new InvalidCode({ detail: 'Ask for another code.', errors: [fault] })
}

/** Uses a code up in a transaction and gives back its user, or throws INVALID_CODE (422) and leaves all as it was. */
export function createCodeUse(codes: MailedCodes, users: Users, recipients: Recipients) {
  return async (session: Session, purpose: MailPurpose, code: string): Promise<UserRow> => {
    const taken = await codes.take(session, purpose, code)
    const user = taken && (await users.findAny(taken.userId, session))
    if (user === undefined || !recipients.isHolder(user, taken!)) throw invalidCode()
    return user
  }
}

/** Who reads the mails of a user: no caller whom rules know. */
export const codeHolder: Principal = Object.freeze({
  kind: 'service',
  id: null,
  username: null,
  roles: Object.freeze([]),
  scopes: 'all',
  client: 'mailed code',
  authenticatedAt: null,
})
