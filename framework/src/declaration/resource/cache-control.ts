/** `Cache-Control` of the answers to reads (RFC 9111 section 5.2): one text, or one for each verb. */
export type CacheControl = string | { readonly list?: string; readonly read?: string }

/** `Cache-Control` with both verbs filled in. */
export interface CacheRules {
  readonly list: string
  readonly read: string
}

// Kept, but asked about each time, and by nobody but the caller.
const byDefault = 'private, no-cache'

export function toCacheRules(cache: CacheControl = byDefault): CacheRules {
  if (typeof cache === 'string') return { list: cache, read: cache }
  return { list: cache.list ?? byDefault, read: cache.read ?? byDefault }
}
