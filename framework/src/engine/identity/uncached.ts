/** Headers of answers about a caller: no cache may keep them. */
export const uncached = Object.freeze({ 'cache-control': 'no-store' })

/** Those of answers with a body. */
export const uncachedJson = Object.freeze({ 'content-type': 'application/json', ...uncached })
