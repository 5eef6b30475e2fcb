import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const acceptable = /^[A-Za-z0-9._-]{8,64}$/

/** Takes the caller's `X-Request-Id` where it is harmless, and makes one up where not. */
export function createRequestIds(): (
  request: IncomingMessage | { headers: NodeJS.Dict<string | string[]> },
) => string {
  // Random once, then counted: a random id for each request would cost more and say no more.
  const process = randomBytes(6).toString('hex')
  let count = 0
  return ({ headers }) => {
    const given = headers['x-request-id']
    return typeof given === 'string' && acceptable.test(given)
      ? given
      : `${process}-${(++count).toString(36)}`
  }
}
