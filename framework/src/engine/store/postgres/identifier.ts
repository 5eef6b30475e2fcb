import { createHash } from 'node:crypto'

// Bytes of a name; PostgreSQL cuts off what is longer.
const longestIdentifier = 63

/** A name that is not cut off: a digest stands for the end of one that would be. */
export function toIdentifier(name: string): string {
  if (Buffer.byteLength(name) <= longestIdentifier) return name
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return `${Buffer.from(name).subarray(0, 40).toString().replace('\uFFFD', '')}_${digest}`
}
