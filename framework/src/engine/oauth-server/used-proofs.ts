import type { Model } from '../../declaration/resource/model.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import { resource } from '../../declaration/resource/resource.ts'
import { field } from '../../declaration/schema/field.ts'
import { UniqueViolation } from '../../kernel/problem/catalogue.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { digestOf } from '../identity/secret-digest.ts'
import { createSweep } from '../store/expired-rows.ts'
import type { Store } from '../store/store.ts'
import type { Proof } from './dpop-proof.ts'

/** Proofs that were shown with a token, as long as they would be good; the id is a digest of the key and the proof's name. */
export const usedProofs = resource('usedProofs', {
  description: 'Proofs of possession that were used, so that nobody uses them again.',
  id: 'text',
  fields: { expiresAt: field.timestamp().indexed() },
})

/** Remembers proofs. */
export interface UsedProofs {
  /** Notes that a proof is used; false where it was before, on whichever instance. */
  use(proof: Proof): Promise<boolean>
}

/** What remembering proofs needs. */
export interface UsedProofsOptions {
  readonly store: Store
  readonly model: Model
  readonly clock: Clock
}

/** Keeps them in the store: one row for each request with a proof, so that no other instance takes it again. */
export function createUsedProofs({ store, model, clock }: UsedProofsOptions): UsedProofs {
  const sweep = createSweep(model, clock)
  return {
    async use({ thumbprint, id, expiresAt }) {
      await sweep((work) => store.transaction(work))
      const row = {
        id: digestOf(`${thumbprint} ${id}`),
        values: { expiresAt: toTimestamp(expiresAt) },
        at: toTimestamp(clock.now()),
      }
      try {
        await store.insert(model, row, idAlone)
        return true
      } catch (error) {
        if (error instanceof UniqueViolation) return false
        throw error
      }
    },
  }
}
