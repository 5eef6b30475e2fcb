// What an error of the driver means: those of the server have a code (https://www.postgresql.org/docs/current/errcodes-appendix.html).
import type { Model } from '../../../declaration/resource/model.ts'
import { toIndexColumns } from '../sql/tables.ts'
import type { Violation } from '../sql/dialect.ts'
import { toIdentifier } from '../sql/identifier.ts'

/** What the server tells of an error; `undefined` for one of the connection. */
interface ServerError {
  readonly code: string
  readonly constraint?: string
  readonly column?: string
}

function toServerError(error: unknown): ServerError | undefined {
  const { code, severity } = (error ?? {}) as { readonly code?: unknown; readonly severity?: unknown }
  return typeof code === 'string' && typeof severity === 'string' ? (error as ServerError) : undefined
}

const codeOf = (error: unknown): string => toServerError(error)?.code ?? ''

const notNull = '23502'
const foreignKey = '23503'
const restrict = '23001'
const unique = '23505'
/** Among others, a text too long for the index of its column. */
const limitExceeded = '54000'

export function toViolation(error: unknown, model: Model): Violation | undefined {
  const { code, column = '', constraint = '' } = toServerError(error) ?? { code: '' }
  switch (code) {
    case unique:
      return {
        kind: 'unique',
        columns:
          constraint === toIdentifier(`${model.table}_pkey`) ? ['id'] : toIndexColumns(model, constraint),
      }
    case notNull:
      return { kind: 'required', columns: [column] }
    case foreignKey:
    case restrict:
      return { kind: 'reference' }
    case limitExceeded:
      return { kind: 'long' }
    default:
      return undefined
  }
}

/** What the server would have said, had it seen that a transaction cannot stand in a row with the others. */
export const toLost = (
  cause: unknown,
): ServerError & { readonly severity: string; readonly cause: unknown } => ({
  code: '40001',
  severity: 'ERROR',
  cause,
})

/** Whether a transaction lost against another one and may succeed when it runs again. */
export const isLost = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error))

/**
 * Whether a connection was cut, by the server or in between, so that another one may do better. Whatever had begun on it is
 * undone, unless it was being kept.
 */
function isCut(error: unknown): boolean {
  if (toServerError(error) !== undefined) return ['57P01', '57P05'].includes(codeOf(error))
  if (!(error instanceof Error)) return false
  const { syscall } = error as NodeJS.ErrnoException
  return syscall === 'read' || syscall === 'write' || isUnsent(error) || error.message === terminated
}

const terminated = 'Connection terminated unexpectedly'

/** Whether a connection was over before a statement was sent. */
const isUnsent = (error: unknown): boolean =>
  error instanceof Error && error.message.endsWith('is not queryable')

/** Whether the server may have done what it was told, and could not say so. */
export const isUnanswered = (error: unknown): boolean =>
  toServerError(error) === undefined && !isUnsent(error)

/** Whether a table has changed since the statement was prepared on its connection, or one sent before could not prepare it. */
const isOutdated = (error: unknown): boolean =>
  codeOf(error) === '26000' ||
  (error as { readonly routine?: unknown } | null | undefined)?.routine === 'RevalidateCachedQuery'

/** Whether what failed may be done when it is tried again, perhaps on another connection. */
export const mayDoBetter = (error: unknown): boolean => isLost(error) || isCut(error) || isOutdated(error)

/** Whether a statement broke a constraint, or a bound that its values decide on: a write may go on without it. */
export const isRefused = (error: unknown): boolean =>
  codeOf(error).startsWith('23') || codeOf(error) === limitExceeded

/** Whether the connection has seen its last statement, or holds some that are no longer good. */
export const isOfConnection = (error: unknown): boolean =>
  toServerError(error) === undefined || /^(?:08|57P|25P03|26|0A)/.test(codeOf(error))

/** Whether there is no table of a name. */
export const isOfMissingTable = (error: unknown): boolean => codeOf(error) === '42P01'

/** Whether a statement was ended because it took too long. */
export const isTooSlow = (error: unknown): boolean => codeOf(error) === '57014'

const broken =
  /^(?:Connection terminated|Client (?:has encountered|was closed)|Query read timeout|timeout exc)/

/**
 * Whether the database cannot be reached, is starting or shutting down, has no room for one more, took too long, lets
 * nobody write, or lost a transaction too often.
 */
export function isUnavailable(error: unknown): boolean {
  if (toServerError(error) !== undefined) {
    return isLost(error) || /^(?:08|53|57|55P03|25006|25P03)/.test(codeOf(error))
  }
  return error instanceof Error && ('syscall' in error || broken.test(error.message))
}
