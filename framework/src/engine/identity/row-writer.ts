import type { Model } from '../../declaration/resource/model.ts'
import type { Principal } from '../../declaration/policy/principal.ts'
import type { Session } from '../store/store.ts'

/** Values by property name. */
export type Values = Readonly<Record<string, unknown>>

/**
 * Changes rows past their rules and checks, which are about callers; the form of values is checked and hooks run, as for
 * every write.
 */
export interface RowWriter {
  /** Values as they are written, secrets hashed: VALIDATION_FAILED (422) naming each fault. Slow: before a transaction. */
  prepare(model: Model, given: Values): Promise<Values>
  /** Writes in the transaction of the session. False: there is no such row. */
  update(session: Session, model: Model, id: string | number, values: Values, by: Principal): Promise<boolean>
}
