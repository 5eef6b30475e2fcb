// RateLimit header fields (draft-ietf-httpapi-ratelimit-headers-11), and the X-RateLimit-* that were there before.

/** Which headers tell of limits: those of the draft, the older `X-RateLimit-*`, or both. */
export type RateLimitHeaders = 'draft' | 'legacy' | 'both'

/** What a limit leaves to a caller. */
export interface ServiceLimit {
  readonly name: string
  /** What is allowed in a window. */
  readonly quota: number
  /** Seconds. */
  readonly window: number
  readonly remaining: number
  /** Milliseconds until the window ends. */
  readonly resetAfter: number
}

const draft = ['RateLimit-Policy', 'RateLimit'] as const
const legacy = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'] as const

/** The headers that tell of limits. */
export function toHeaderNames(
  form: RateLimitHeaders,
): readonly ((typeof draft)[number] | (typeof legacy)[number])[] {
  if (form === 'both') return [...draft, ...legacy]
  return form === 'draft' ? draft : legacy
}

/**
 * The headers of a request that these limits counted; at least one.
 * @param now milliseconds since 1970
 */
export function toRateLimitHeaders(
  limits: readonly ServiceLimit[],
  form: RateLimitHeaders,
  now: number,
): Record<string, string> {
  return {
    ...(form !== 'legacy' && toDraftHeaders(limits)),
    ...(form !== 'draft' && toLegacyHeaders(limits, now)),
  }
}

// Names are kebab-case, so that they can stand in a String of RFC 9651 as they are.
function toDraftHeaders(limits: readonly ServiceLimit[]): Record<string, string> {
  return {
    'ratelimit-policy': limits
      .map(({ name, quota, window }) => `"${name}";q=${quota};w=${window}`)
      .join(', '),
    ratelimit: limits
      .map(({ name, remaining, resetAfter }) => `"${name}";r=${remaining};t=${toSeconds(resetAfter)}`)
      .join(', '),
  }
}

/** One limit has room in these headers: the one that leaves least; of several, the one that does so longest. */
function toLegacyHeaders(limits: readonly ServiceLimit[], now: number): Record<string, string> {
  const { quota, remaining, resetAfter } = limits.reduce((least, each) =>
    each.remaining < least.remaining ||
    (each.remaining === least.remaining && each.resetAfter > least.resetAfter)
      ? each
      : least,
  )
  return {
    'x-ratelimit-limit': String(quota),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(toSeconds(now + resetAfter)),
  }
}

/** Whole seconds; rounded up, so that nobody comes back too early. */
export const toSeconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000)
