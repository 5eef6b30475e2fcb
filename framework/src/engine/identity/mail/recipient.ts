import type { AnyUserSource } from '../user-source.ts'
import type { UserRow, Users } from '../users.ts'
import type { CodeHolder } from './mailed-codes.ts'

/** Which users can be sent mails, and where. */
export interface Recipients {
  /** The address of a user; undefined where there is none, or the account is not in use. */
  addressOf(user: UserRow): string | undefined
  /** Whether the address of a user is known to be theirs; false where the API does not ask. */
  isVerified(user: UserRow): boolean
  /** The user whom a code is still for: the account is in use, and the address is the one that the code went to. */
  isHolder(user: UserRow, holder: Pick<CodeHolder, 'address'>): boolean
}

/** Reads addresses as the source of the users declares them. */
export function createRecipients(source: AnyUserSource, users: Users): Recipients {
  const { email = '', emailVerified, active } = source
  // Where verifying is what makes active, those who are not must be able to get there.
  const isOpen = (user: UserRow) => users.isActive(user) || (active !== undefined && active === emailVerified)
  const addressOf = (user: UserRow) => {
    const address = user[email]
    return isOpen(user) && typeof address === 'string' && address !== '' ? address : undefined
  }
  return {
    addressOf,
    isVerified: (user) => emailVerified !== undefined && user[emailVerified] === true,
    isHolder: (user, { address }) => addressOf(user) === address,
  }
}
