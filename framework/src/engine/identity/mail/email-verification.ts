import type { Model } from '../../../declaration/resource/model.ts'
import type { Store } from '../../store/store.ts'
import type { RowWriter } from '../row-writer.ts'
import type { CodeSender } from './code-sender.ts'
import { codeHolder, type createCodeUse } from './code-use.ts'
import type { Later } from './later.ts'
import type { MailThrottle } from './mail-throttle.ts'

/** Finding out whether the address of a user is theirs. */
export interface EmailVerification {
  /** Has a code mailed to the address a user has by then, unless that is verified. */
  send(userId: string | number): void
  /** The same for the user who asks: TOO_MANY_REQUESTS (429) where they ask too often. */
  request(userId: string, address: string): Promise<void>
  /** Notes that the address is theirs. INVALID_CODE (422) for a code that is not good. */
  confirm(code: string): Promise<void>
}

/** What verifying addresses needs. */
export interface EmailVerificationOptions {
  readonly store: Store
  readonly model: Model
  /** The field that says that an address is verified. */
  readonly field: string
  readonly useCode: ReturnType<typeof createCodeUse>
  readonly send: CodeSender
  readonly writer: RowWriter
  readonly later: Later
  readonly throttle: MailThrottle
  readonly toId: (id: string) => string | number
}

/** Verifies addresses by mailed codes. */
export function createEmailVerification(options: EmailVerificationOptions): EmailVerification {
  const { store, model, field, useCode, writer, later, throttle, toId } = options
  const send = (userId: string | number) =>
    later.run('The mail to verify an address', () => options.send('email-verification', userId))
  return {
    send,
    async request(userId, address) {
      await throttle.admit(`user ${userId}`, address)
      send(toId(userId))
    },
    confirm: (code) =>
      store.transaction(async (session) => {
        const { id } = await useCode(session, 'email-verification', code)
        await writer.update(session, model, id, { [field]: true }, codeHolder)
      }),
  }
}
