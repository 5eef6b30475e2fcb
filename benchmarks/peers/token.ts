/** What the peers demand of an access token. Each one signs and verifies with the library of its own kind. */

export const SECRET = 'a benchmark secret of at least thirty-two bytes'
export const ISSUER = 'https://benchmark.example'
export const AUDIENCE = 'https://benchmark.example/api'

/** Longer than any run. */
export const LIFETIME_SECONDS = 24 * 60 * 60
