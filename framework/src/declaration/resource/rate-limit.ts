import type { Rate } from '../../kernel/values/rate.ts'
import type { Model } from './model.ts'
import { toSingleVerb } from './many-verbs.ts'
import type { Verb, VerbRoute } from './verb.ts'

/**
 * Whose requests are counted together. `address`: those of one IPv4 address or IPv6 /64 network, counted before anybody
 * is asked who they are. `principal`: those of one user or service. `client`: those of one OAuth client or application.
 * Callers who have no client are counted as principals, and anonymous ones by their address.
 */
export type RateLimitBy = 'address' | 'principal' | 'client'

/** How a limit counts. */
export interface RateLimitOptions {
  readonly by: RateLimitBy
  /** How much is allowed in how long: `'60/1m'`. Windows are fixed, and begin at another moment for each caller. */
  readonly allow: Rate
  /** The verbs that are counted. Default: all of them, actions too. */
  readonly verbs?: readonly Verb[]
  /** How much of the allowance one request takes: a whole number, or one for each verb that takes more. Default: 1. */
  readonly cost?: number | { readonly [V in Verb]?: number }
}

/** A named limit: wherever the name stands, requests are counted together. */
export interface RateLimit {
  readonly name: string
  readonly by: RateLimitBy
  readonly allow: Rate
  readonly verbs: readonly Verb[] | undefined
  readonly cost: number | { readonly [V in Verb]?: number }
}

/**
 * Declares a limit, for `rateLimits` of resources, of actions and of the whole API. Faults are reported when the API is
 * made (`DeclarationError`).
 * @param name kebab-case; clients see it in `RateLimit-Policy`
 */
export function rateLimit(name: string, options: RateLimitOptions): RateLimit {
  const { by, allow, verbs, cost = 1 } = options
  return Object.freeze({
    name,
    by,
    allow,
    verbs: verbs && Object.freeze([...verbs]),
    cost: typeof cost === 'object' ? Object.freeze({ ...cost }) : cost,
  })
}

/** A limit that counts requests of one kind, and what each of them takes. */
export interface AppliedLimit {
  readonly limit: RateLimit
  readonly cost: number
}

/**
 * The limits that count a verb of a resource, each name once.
 * @param everywhere the limits of the whole API
 */
export function limitsOf(
  model: Model,
  { verb, action }: VerbRoute,
  everywhere: readonly RateLimit[],
): readonly AppliedLimit[] {
  return toApplied([...everywhere, ...model.rateLimits, ...(action?.rateLimits ?? [])], verb)
}

/** The limits of the whole API that count addresses beside the resources, which have no verb. */
export function limitsOfEndpoints(everywhere: readonly RateLimit[]): readonly AppliedLimit[] {
  return toApplied(everywhere, undefined)
}

function toApplied(limits: readonly RateLimit[], verb: Verb | undefined): readonly AppliedLimit[] {
  const named = new Map(limits.map((limit) => [limit.name, limit]))
  return [...named.values()]
    .filter(({ verbs }) => verbs === undefined || (verb !== undefined && names(verbs, verb)))
    .map((limit) => ({ limit, cost: costOf(limit, verb) }))
}

function costOf({ cost }: RateLimit, verb: Verb | undefined): number {
  if (typeof cost === 'number') return cost
  return (verb && (cost[verb] ?? cost[toSingleVerb(verb)])) ?? 1
}

/** What counts changes counts those of many rows as well. */
const names = (verbs: readonly Verb[], verb: Verb): boolean =>
  verbs.includes(verb) || verbs.includes(toSingleVerb(verb))
