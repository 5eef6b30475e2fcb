import { compare } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import type { Session } from './store.ts'

type Work = (session: Session) => Promise<void>

/**
 * Removes a few of the rows that have expired, the oldest first, one time in many that it is called.
 * @param transact runs the work in a transaction; it is not called where nothing is to be done
 */
export type Sweep = (transact: (work: Work) => Promise<void>) => Promise<void>

// Each sweep takes more away than was added since the last one.
const sweepEvery = 32
const sweptAtOnce = 64

/** Sweeps the rows of a model with an indexed `expiresAt`; to be called whenever one is added. */
export function createSweep(model: Model, clock: Clock): Sweep {
  let untilSweep = 0
  return async (transact) => {
    if (untilSweep-- > 0) return
    untilSweep = sweepEvery - 1
    const where = compare('expiresAt', 'lte', toTimestamp(clock.now()))
    await transact(async (session) => {
      const { rows } = await session.list(model, {
        where,
        sort: [
          { property: 'expiresAt', descending: false },
          { property: 'id', descending: false },
        ],
        start: { kind: 'first' },
        limit: sweptAtOnce,
        selection: idAlone,
      })
      for (const { id, version } of rows) await session.delete(model, id, version)
    })
  }
}
