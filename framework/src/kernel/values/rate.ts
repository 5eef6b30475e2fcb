import { DeclarationError } from '../problem/declaration-error.ts'
import { isDuration, toMilliseconds, type Duration } from './duration.ts'

/** So many in so long: `'60/1m'` is sixty in a minute, `'1000/1d'` a thousand in a day. */
export type Rate = `${number}/${Duration}`

/** A rate in numbers. */
export interface RateNumbers {
  /** A whole number from 1 to 1,000,000,000. */
  readonly count: number
  /** Whole seconds, from one second to 24 days. */
  readonly milliseconds: number
}

const most = 1_000_000_000
// Headers tell windows in whole seconds, and timers of Node take no more than 24.8 days.
const second = 1000
const longest = 24 * 24 * 3600 * second

/** A rate in numbers; undefined for a text that is none, such as `0/1m` or `5/100ms`. */
export function parseRate(text: string): RateNumbers | undefined {
  const [, digits = '', duration = ''] = /^(\d{1,10})\/(.+)$/.exec(text) ?? []
  const count = Number(digits)
  if (!isDuration(duration) || count < 1 || count > most) return undefined
  const milliseconds = toMilliseconds(duration)
  if (milliseconds < second || milliseconds > longest || milliseconds % second !== 0) return undefined
  return { count, milliseconds }
}

/** What to write instead of a rate that is none. */
export const rateRemedy = "write a count and a time of whole seconds up to 24 days, such as '60/1m'"

/** A rate in numbers; a wrong text throws a DeclarationError. */
export function toRateNumbers(rate: Rate): RateNumbers {
  const numbers = parseRate(rate)
  if (numbers !== undefined) return numbers
  throw new DeclarationError([{ path: rate, message: 'is not a rate', remedy: rateRemedy }])
}
