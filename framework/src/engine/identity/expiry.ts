import type { Fault } from '../../kernel/problem/problem.ts'

// RFC 3339 has four digits for the year, in whichever zone it was written.
const lastMoment = Date.parse('9999-12-31T23:59:59.999Z')

/** Whether something may expire then, in milliseconds since 1970. */
export const isToCome = (end: number, now: number): boolean => end > now && end <= lastMoment

/** What is wrong where it may not. */
export const notToCome: Fault = {
  pointer: '/expiresAt',
  code: 'not_in_the_future',
  detail: 'must be a moment to come',
}
