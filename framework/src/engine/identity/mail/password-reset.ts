import { Problem, type Fault } from '../../../kernel/problem/problem.ts'
import { ValidationFailed } from '../../../kernel/problem/catalogue.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Store } from '../../store/store.ts'
import { toLoginText } from '../login-text.ts'
import type { LoginThrottle } from '../login-throttle.ts'
import type { RowWriter, Values } from '../row-writer.ts'
import type { AnyUserSource } from '../user-source.ts'
import type { UserRow, Users } from '../users.ts'
import type { CodeSender } from './code-sender.ts'
import { codeHolder, invalidCode, type createCodeUse } from './code-use.ts'
import type { Later } from './later.ts'
import type { MailThrottle } from './mail-throttle.ts'
import type { MailedCodes } from './mailed-codes.ts'

/** Another password for whoever reads the mails of an account. */
export interface PasswordReset {
  /**
   * Has a code mailed, if there is such an account. What becomes of it shows neither in the answer nor in how long it takes:
   * it is looked into afterwards. TOO_MANY_REQUESTS (429), whether or not there is such an account.
   */
  request(username: string, address: string): Promise<void>
  /**
   * Sets the password and ends every session. INVALID_CODE (422) for a code that is not good, VALIDATION_FAILED (422) for a
   * password that no write would take, with which the code stays good.
   */
  confirm(code: string, password: string, address: string): Promise<void>
}

/** What resetting passwords needs. */
export interface PasswordResetOptions {
  readonly store: Store
  readonly model: Model
  readonly source: AnyUserSource
  readonly users: Users
  readonly codes: MailedCodes
  readonly useCode: ReturnType<typeof createCodeUse>
  readonly send: CodeSender
  readonly writer: RowWriter
  readonly later: Later
  readonly mailThrottle: MailThrottle
  readonly loginThrottle: LoginThrottle
}

/** Resets passwords by mailed codes. */
export function createPasswordReset(options: PasswordResetOptions): PasswordReset {
  const { store, model, source, users, codes, useCode, send, writer, later, mailThrottle } = options
  const names = toNames(source)

  const prepare = async (password: string): Promise<Values> => {
    try {
      return await writer.prepare(model, { [source.password]: password })
    } catch (error) {
      throw renameFaults(error, source.password)
    }
  }

  return {
    async request(username, address) {
      await mailThrottle.admit(username, address)
      later.run('The mail for another password', async () => {
        const user = await users.findByLogin(toLoginText(username), names)
        if (user !== undefined) await send('password-reset', user.id)
      })
    },
    async confirm(code, password, address) {
      // Who only guesses shall not make the server hash.
      if ((await codes.find('password-reset', code)) === undefined) throw invalidCode()
      const values = { ...(await prepare(password)), ...verified(source) }
      const user = await store.transaction(async (session) => {
        const holder = await useCode(session, 'password-reset', code)
        await writer.update(session, model, holder.id, values, codeHolder)
        return holder
      })
      await forgive(options, user, address)
    },
  }
}

/**
 * What one may name an account by: its address, where no two accounts have the same one, and what one signs in with. The
 * address goes first: nobody shall catch somebody's mails by taking their address for a name.
 */
function toNames({ resource, login, email = '' }: AnyUserSource): readonly string[] {
  const isUnique = resource.definition.options.fields[email]?.definition.unique === true
  return isUnique ? [email, ...login.filter((name) => name !== email)] : login
}

/** The code came by a mail to the address, which proves as much as verifying it does. */
const verified = ({ emailVerified }: AnyUserSource): Values =>
  emailVerified === undefined ? {} : { [emailVerified]: true }

/** What was counted against the account is the past. */
async function forgive(
  { source, loginThrottle }: PasswordResetOptions,
  user: UserRow,
  address: string,
): Promise<void> {
  const names = source.login.map((name) => user[name]).filter((name) => typeof name === 'string')
  for (const name of names) await loginThrottle.forgive?.(name, address)
}

/** Faults of the field are faults of the member `password`. */
function renameFaults(error: unknown, field: string): unknown {
  if (!(error instanceof Problem) || error.errors === undefined) return error
  const rename = (fault: Fault): Fault =>
    fault.pointer === `/${field}` ? { ...fault, pointer: '/password' } : fault
  return new ValidationFailed({ errors: error.errors.map(rename), cause: error })
}
