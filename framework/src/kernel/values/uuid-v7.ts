// UUID version 7 (RFC 9562 section 5.7): time-ordered, so that new rows stand at the end of the index.
import { randomFillSync } from 'node:crypto'

const pool = new Uint8Array(1024)
let used = pool.length
let lastTime = 0
let sequence = 0

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * A new UUIDv7 for the given time. Ids of one process always increase: within a millisecond a 12-bit counter takes
 * rand_a (RFC 9562 section 6.2, method 1), and when it overflows or the clock steps back, the last time is kept.
 */
export function createUuidV7(milliseconds: number): string {
  if (milliseconds > lastTime) {
    lastTime = milliseconds
    sequence = 0
  } else if (++sequence > 0xfff) {
    lastTime += 1
    sequence = 0
  }
  if (used + 8 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const time = lastTime.toString(16).padStart(12, '0')
  const variant = hex[(pool[used]! & 0x3f) | 0x80]!
  let node = ''
  for (let index = 1; index < 7; index++) node += hex[pool[used + index]!]!
  const tail = hex[pool[used + 7]!]!
  used += 8
  const counter = sequence.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${tail}-${node}`
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text has the form of a UUID of any version (RFC 9562). */
export function isUuid(text: string): boolean {
  return uuid.test(text)
}
