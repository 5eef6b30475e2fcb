import { createHash } from 'node:crypto'

// Bytes of a name: PostgreSQL cuts off what is longer, MySQL and MariaDB refuse it from 64 characters on.
const longestIdentifier = 63

/** A name that every server takes as it is: a digest stands for the end of one that is too long. */
export function toIdentifier(name: string): string {
  if (Buffer.byteLength(name) <= longestIdentifier) return name
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return `${Buffer.from(name).subarray(0, 40).toString().replace('\uFFFD', '')}_${digest}`
}
