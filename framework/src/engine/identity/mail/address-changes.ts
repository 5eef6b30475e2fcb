import { always } from '../../../declaration/condition/condition.ts'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import { idAlone } from '../../../declaration/resource/query.ts'
import { toTimestamp, type Clock } from '../../../kernel/values/clock.ts'
import type { RowWrite } from '../authenticator.ts'
import type { Values } from '../row-writer.ts'
import type { AnyUserSource } from '../user-source.ts'
import type { EmailVerification } from './email-verification.ts'
import type { MailedCodes } from './mailed-codes.ts'

/** What follows from writes of users for their codes and their addresses. */
export interface AddressChanges {
  /** The values of a change, with the address no longer verified where it is another one. */
  amend(model: Model, values: Values, row: Values): Values
  /** After a new row: its address is to be verified. */
  created(write: RowWrite): void
  /** After a change: ends the codes that it makes worthless. */
  changed(write: RowWrite): Promise<void>
}

/** What following writes needs. */
export interface AddressChangesOptions {
  /** The users of the current version of the API. */
  readonly users: Model
  readonly source: AnyUserSource
  /** Undefined where nothing is mailed. */
  readonly codes: MailedCodes | undefined
  /** Undefined where addresses are not verified. */
  readonly verification: EmailVerification | undefined
  readonly clock: Clock
}

/** Follows the writes of users, of every version of the API: by column, since fields may be called otherwise there. */
export function createAddressChanges(options: AddressChangesOptions): AddressChanges {
  const { users, source, codes, verification, clock } = options
  const columnNamed = (name: string | undefined) =>
    name === undefined ? undefined : columnOf(users.properties.get(name)!)
  const [password, active, email, verified] = [
    columnNamed(source.password),
    columnNamed(source.active),
    columnNamed(source.email),
    columnNamed(source.emailVerified),
  ]

  const findName = (model: Model, column: string | undefined): string | undefined =>
    column === undefined || model.table !== users.table
      ? undefined
      : [...model.properties.values()].find((each) => columnOf(each) === column)?.name
  const written = (model: Model, values: Values, column: string | undefined) => {
    const name = findName(model, column)
    return name === undefined ? undefined : values[name]
  }

  /** For a version of the API whose users do not say whether their addresses are verified. */
  const unverify = async ({ session, id }: RowWrite): Promise<void> => {
    const found = await session.find(users, { id, where: always, selection: idAlone })
    const change = { id, version: found!.version, values: { [source.emailVerified!]: false } }
    await session.update(users, { ...change, at: toTimestamp(clock.now()) }, idAlone)
  }

  return {
    amend(model, values, row) {
      const [name, flag] = [findName(model, email), findName(model, verified)]
      if (name === undefined || flag === undefined) return values
      const isAnother = values[name] !== undefined && values[name] !== row[name]
      return isAnother ? { ...values, [flag]: false } : values
    },
    created({ session, model, id, values }) {
      const hasAddress = typeof written(model, values, email) === 'string'
      if (hasAddress && written(model, values, verified) !== true)
        session.onCommit(() => verification?.send(id))
    },
    async changed(write) {
      const { session, model, id, values } = write
      const isPassword = written(model, values, password) !== undefined
      const activity = written(model, values, active)
      const isOff = activity !== undefined && activity !== true
      const isMoved = verified !== undefined && isAddressWritten(write)
      if (isMoved && findName(model, verified) === undefined) await unverify(write)
      if (isOff || isAddressWritten(write)) await codes?.endAll(session, id)
      else if (isPassword) await codes?.endAll(session, id, 'password-reset')
      if (isMoved) session.onCommit(() => verification?.send(id))
    },
  }

  /** Whether there is another address; one that was sent back as it was counts for nothing. */
  function isAddressWritten({ model, values, row }: RowWrite): boolean {
    const name = findName(model, email)
    return name !== undefined && values[name] !== undefined && values[name] !== row?.[name]
  }
}
