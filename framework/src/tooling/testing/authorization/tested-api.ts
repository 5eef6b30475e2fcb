import type { Clock } from '../../../kernel/values/clock.ts'
import type { Api } from '../../../server/api/create-api.ts'
import type { Acting } from '../acting.ts'
import type { RequestRaw } from '../test-api.ts'

/** As much of a test API as authorization tests need: what `createTestApi` makes, whatever its resources. */
export interface TestedApi {
  readonly api: Api
  readonly clock: Clock
  readonly request: RequestRaw
  as(acting: Acting): { readonly request: RequestRaw }
  close(): Promise<void>
}
