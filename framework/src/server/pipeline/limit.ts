import { anonymous, type Principal } from '../../declaration/policy/principal.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { limitsOf, limitsOfEndpoints, type AppliedLimit } from '../../declaration/resource/rate-limit.ts'
import type { VerbRoute } from '../../declaration/resource/verb.ts'
import { refuse, toCounter, type Counter, type RateLimiter } from '../../engine/rate-limit/rate-limiter.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { ApiContext } from './api-context.ts'
import type { ReceivedRequest } from './received-request.ts'
import type { Stage } from './stage.ts'

/** The stages that count the requests of a verb; none where nothing limits it. */
export function createLimitStages(
  limiter: RateLimiter | undefined,
  model: Model,
  verb: VerbRoute,
): { readonly admit?: Stage; readonly limit?: Stage } {
  if (limiter === undefined) return {}
  const { byAddress, byCaller } = toCounters(limitsOf(model, verb, limiter.policies))
  return {
    ...(byAddress.length > 0 && {
      admit: ({ request, now }) => count(limiter, byAddress, request, anonymous, now),
    }),
    ...(byCaller.length > 0 && {
      limit: ({ request, principal, now }) => count(limiter, byCaller, request, principal, now),
    }),
  }
}

/** What counts the requests of an address that is no resource. */
export interface EndpointLimits {
  /** Before anybody is asked who they are. */
  admit(request: ReceivedRequest): Promise<void>
  limit(request: ReceivedRequest, principal: Principal): Promise<void>
}

/** What counts the requests of an address that is no resource; undefined where nothing does. */
export function createEndpointLimits(
  { limiter, clock }: ApiContext,
  { unlimited }: Endpoint,
): EndpointLimits | undefined {
  if (limiter === undefined || unlimited) return undefined
  const { byAddress, byCaller } = toCounters(limitsOfEndpoints(limiter.policies))
  if (byAddress.length + byCaller.length === 0) return undefined
  return {
    admit: (request) => count(limiter, byAddress, request, anonymous, clock.now()),
    limit: (request, principal) => count(limiter, byCaller, request, principal, clock.now()),
  }
}

function toCounters(applied: readonly AppliedLimit[]) {
  const counters = applied.map(toCounter)
  const isByAddress = ({ limit }: Counter) => limit.by === 'address'
  return {
    byAddress: counters.filter(isByAddress),
    byCaller: counters.filter((counter) => !isByAddress(counter)),
  }
}

/** Counts a request, and says in its answer what is left: 429 where that is not enough. */
async function count(
  limiter: RateLimiter,
  counters: readonly Counter[],
  request: ReceivedRequest,
  principal: Principal,
  now: number,
): Promise<void> {
  if (counters.length === 0) return
  const consumed = await limiter.count(counters, { address: request.address, principal, now })
  request.consumed = [...(request.consumed ?? []), ...consumed]
  request.replyHeaders = { ...request.replyHeaders, ...limiter.toHeaders(request.consumed, now) }
  const refusal = refuse(consumed)
  if (refusal !== undefined) throw refusal
}
