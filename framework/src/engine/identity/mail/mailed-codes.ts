import { and, compare } from '../../../declaration/condition/condition.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import { idAlone, selectNames } from '../../../declaration/resource/query.ts'
import { toTimestamp, type Clock } from '../../../kernel/values/clock.ts'
import { createUuidV7 } from '../../../kernel/values/uuid-v7.ts'
import type { MailPurpose } from '../../mail/mail.ts'
import { deleteRows } from '../../store/delete-rows.ts'
import { createSweep } from '../../store/expired-rows.ts'
import type { Session, Store } from '../../store/store.ts'
import { createSecret, digestOf, hasDigest } from '../secret-digest.ts'
import type { MailedCodeRow } from './mailed-code.ts'

/** A code that was just made. */
export interface IssuedCode {
  /** 256 bits in base64url; kept nowhere. */
  readonly code: string
  /** RFC 3339. */
  readonly expiresAt: string
}

/** Whom a code is for. */
export interface CodeHolder {
  readonly id: string | number
  readonly address: string
}

/** The codes of a store. One that is good no more has no row, so that every process sees it end at once. */
export interface MailedCodes {
  /** Makes a code, and ends those before it. */
  issue(session: Session, purpose: MailPurpose, holder: CodeHolder): Promise<IssuedCode>
  /** The code as stored, if it is good. */
  find(purpose: MailPurpose, code: string, by?: Session): Promise<MailedCodeRow | undefined>
  /** Uses a code up: of two who come with it one gets it. */
  take(session: Session, purpose: MailPurpose, code: string): Promise<MailedCodeRow | undefined>
  /** Ends the codes of a user; of one purpose if it is given. */
  endAll(session: Session, userId: string | number, purpose?: MailPurpose): Promise<void>
}

/** How long codes are good, in milliseconds. */
const lifetimes: Readonly<Record<MailPurpose, number>> = {
  'password-reset': 3_600_000,
  'email-verification': 86_400_000,
}

/** Keeps codes in a store. */
export function createCodeStore(store: Store, model: Model, clock: Clock): MailedCodes {
  const whole = selectNames([...model.properties.keys()])
  const sweep = createSweep(model, clock)

  const locate = async (purpose: MailPurpose, code: string, by: Session) => {
    const where = and(compare('digest', 'eq', digestOf(code)), compare('purpose', 'eq', purpose))
    const { rows } = await by.list(model, {
      where,
      sort: [{ property: 'id', descending: false }],
      start: { kind: 'first' },
      limit: 1,
      selection: whole,
    })
    if (rows[0] === undefined) return undefined
    const row = JSON.parse(rows[0].json) as MailedCodeRow
    const isGood = hasDigest(code, row.digest) && Date.parse(row.expiresAt) > clock.now()
    return isGood ? { row, version: rows[0].version } : undefined
  }

  const endAll: MailedCodes['endAll'] = (session, userId, purpose) => {
    const own = compare('userId', 'eq', userId)
    return deleteRows(
      session,
      model,
      purpose === undefined ? own : and(own, compare('purpose', 'eq', purpose)),
    )
  }

  return {
    async issue(session, purpose, { id: userId, address }) {
      await sweep((work) => work(session))
      await endAll(session, userId, purpose)
      const now = clock.now()
      const code = createSecret()
      const expiresAt = toTimestamp(now + lifetimes[purpose])
      const values = { userId, purpose, digest: digestOf(code), address, expiresAt }
      await session.insert(model, { id: createUuidV7(now), values, at: toTimestamp(now) }, idAlone)
      return { code, expiresAt }
    },
    find: async (purpose, code, by = store) => (await locate(purpose, code, by))?.row,
    async take(session, purpose, code) {
      const found = await locate(purpose, code, session)
      if (found === undefined) return undefined
      return (await session.delete(model, found.row.id, found.version)) ? found.row : undefined
    },
    endAll,
  }
}
