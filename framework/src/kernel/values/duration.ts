// Durations of configuration ('15m') and of the wire (ISO 8601 without years and months, whose length varies).
import { DeclarationError } from '../problem/declaration-error.ts'

const unitMilliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** A length of time as people write it: `'500ms'`, `'30s'`, `'15m'`, `'24h'`, `'7d'`, `'2w'`. */
export type Duration = `${number}${keyof typeof unitMilliseconds}`

const configured = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/

/** Whether a text is a duration; types let numbers pass that are none here, such as `-5m`. */
export function isDuration(text: string): text is Duration {
  return parseDuration(text) !== undefined
}

/** Milliseconds of a configured duration; a wrong text throws a DeclarationError. */
export function toMilliseconds(duration: Duration): number {
  const milliseconds = parseDuration(duration)
  if (milliseconds !== undefined) return milliseconds
  const remedy = "write a number and a unit, such as '15m' or '24h'"
  throw new DeclarationError([{ path: duration, message: 'is not a duration', remedy }])
}

function parseDuration(text: string): number | undefined {
  const match = configured.exec(text)
  if (match === null) return undefined
  const [, count, unit] = match
  const milliseconds = Math.round(Number(count) * unitMilliseconds[unit as keyof typeof unitMilliseconds])
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined
}

const isoDuration =
  /^(-)?P(?=[\dT])(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,3}))?S)?)?$/

/** Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds, or undefined. */
export function parseIsoDuration(text: string): number | undefined {
  const match = isoDuration.exec(text)
  if (match === null) return undefined
  const [, sign, weeks, days, hours, minutes, seconds, fraction] = match
  const whole =
    Number(weeks ?? 0) * unitMilliseconds.w +
    Number(days ?? 0) * unitMilliseconds.d +
    Number(hours ?? 0) * unitMilliseconds.h +
    Number(minutes ?? 0) * unitMilliseconds.m +
    Number(seconds ?? 0) * unitMilliseconds.s +
    Number((fraction ?? '').padEnd(3, '0'))
  if (!Number.isSafeInteger(whole)) return undefined
  return sign === undefined || whole === 0 ? whole : -whole
}

/** The one canonical form of a duration: seconds only, such as `PT90S` or `PT1.5S`. */
export function toIsoDuration(milliseconds: number): string {
  const sign = milliseconds < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(milliseconds) / 1000)
  const rest = Math.abs(milliseconds) % 1000
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(3, '0').replace(/0+$/, '')}`
  return `${sign}PT${whole}${fraction}S`
}
