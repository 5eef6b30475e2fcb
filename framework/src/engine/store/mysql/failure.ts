// What an error of the driver means: those of the server have a number
// (https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html, https://mariadb.com/kb/en/mariadb-error-codes/).
import type { Model } from '../../../declaration/resource/model.ts'
import type { Violation } from '../sql/dialect.ts'
import { toIndexColumns } from '../sql/tables.ts'

/** What the server tells of an error; `undefined` for one of the connection. */
interface ServerError extends Error {
  readonly errno: number
  readonly sqlState: string
}

function toServerError(error: unknown): ServerError | undefined {
  const isOfServer = error instanceof Error && 'errno' in error && 'sqlState' in error
  return isOfServer ? (error as ServerError) : undefined
}

const numberOf = (error: unknown): number => toServerError(error)?.errno ?? 0

const cannotBeNull = 1048
const noDefault = 1364
const duplicate = 1062
const tooLong = 1406
const referredTo = 1451
const refersToNothing = 1452
const outOfRange = 1264

export function toViolation(error: unknown, model: Model): Violation | undefined {
  const { errno, message = '' } = toServerError(error) ?? {}
  switch (errno) {
    case duplicate:
      return { kind: 'unique', columns: toUniqueColumns(model, message) }
    case cannotBeNull:
    case noDefault:
      return { kind: 'required', columns: [/(?:Column|Field) '(.+?)'/.exec(message)?.[1] ?? ''] }
    case referredTo:
    case refersToNothing:
      return { kind: 'reference' }
    case tooLong:
      return { kind: 'long', columns: [/for column '(.+?)' at row/.exec(message)?.[1] ?? ''] }
    default:
      return undefined
  }
}

/** `Duplicate entry 'x' for key 'notes_text_key'`; MySQL puts the table and a point before the name. */
function toUniqueColumns(model: Model, message: string): string[] {
  const name = /for key '([^']*)'$/.exec(message)?.[1]?.replace(/^.*\./, '') ?? ''
  return name === 'PRIMARY' ? ['id'] : toIndexColumns(model, name)
}

/** Whether a text is longer than its column. */
export const isTooLong = (error: unknown): boolean => numberOf(error) === tooLong

/** Whether a table would have more indexes than the server allows. */
export const isTooManyIndexes = (error: unknown): boolean => numberOf(error) === 1069

/** Whether the columns of a table would need more room than a row has. */
export const isTooWide = (error: unknown): boolean => numberOf(error) === 1118

const deadlock = 1213
/** Where `innodb_snapshot_isolation` is on. */
const changedSince = 1020

/** Whether two waited for each other, of which this one was undone. */
export const isDeadlock = (error: unknown): boolean => numberOf(error) === deadlock

/** Whether a transaction lost against another one and may succeed when it runs again. */
const isLost = (error: unknown): boolean => [deadlock, changedSince].includes(numberOf(error))

const shuttingDown = 1053
const killed = 1927
const idleTooLong = 4031
/** A statement that a proxy has prepared elsewhere, or that cannot be prepared again for a table that was changed. */
const unprepared = [1243, 1615]
const cuts: readonly number[] = [shuttingDown, killed, idleTooLong, ...unprepared]

/**
 * Whether a connection was cut, by the server or in between, so that another one may do better. Whatever had begun on it is
 * undone, unless it was being kept.
 */
function isCut(error: unknown): boolean {
  if (toServerError(error) !== undefined) return cuts.includes(numberOf(error))
  if (!(error instanceof Error)) return false
  const { syscall, code = '' } = error as NodeJS.ErrnoException
  return syscall === 'read' || syscall === 'write' || lost.has(code) || isUnsent(error)
}

const lost: ReadonlySet<string> = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE'])

/** Whether a connection was over before a statement was sent. */
const isUnsent = (error: unknown): boolean =>
  error instanceof Error && error.message.endsWith('connection is in closed state')

/** Whether the server may have done what it was told, and could not say so. */
export const isUnanswered = (error: unknown): boolean =>
  toServerError(error) === undefined && !isUnsent(error)

/** Whether what failed may be done when it is tried again, perhaps on another connection. */
export const mayDoBetter = (error: unknown): boolean => isLost(error) || isCut(error)

const refusals: ReadonlySet<number> = new Set([
  cannotBeNull,
  noDefault,
  duplicate,
  tooLong,
  referredTo,
  refersToNothing,
  outOfRange,
])

/** Whether a statement broke a constraint, and did nothing: its transaction goes on. */
export const isRefused = (error: unknown): boolean => refusals.has(numberOf(error))

/** The server lets nobody write, as one does that was the first and is a replica now: another connection leads elsewhere. */
const readOnly: readonly number[] = [1290, 1836]

/** Whether the connection has seen its last statement. */
export const isOfConnection = (error: unknown): boolean => [0, ...cuts, ...readOnly].includes(numberOf(error))

const outages: ReadonlySet<number> = new Set([
  deadlock,
  changedSince,
  ...cuts,
  // No room: for a connection, in memory, on the disk, for a prepared statement.
  1040,
  1203,
  1041,
  1021,
  1114,
  1461,
  // A lock was waited for too long, or the statement ran too long or was ended.
  1205,
  1317,
  1969,
  3024,
  ...readOnly,
])

/**
 * Whether the database cannot be reached, is shutting down, has no room for one more, took too long, lets nobody write, or
 * lost a transaction too often.
 */
export function isUnavailable(error: unknown): boolean {
  if (toServerError(error) !== undefined) return outages.has(numberOf(error))
  return error instanceof Error && ('syscall' in error || 'fatal' in error)
}
