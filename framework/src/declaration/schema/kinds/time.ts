import { parseIsoDuration, toIsoDuration } from '../../../kernel/values/duration.ts'
import { toTimestamp } from '../../../kernel/values/clock.ts'
import { InvalidValue, ordered, type Kind } from '../kind.ts'

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/

/** A moment in UTC with milliseconds: 24 characters, whose text order is their time order. */
function toMoment(value: unknown): string | InvalidValue {
  const text = String(value)
  const match = rfc3339.exec(text)
  const milliseconds =
    match === null || !isCalendarDay(match[1]!, match[2]!, match[3]!) ? Number.NaN : Date.parse(text)
  // A leap second has no millisecond of its own, and an offset may lead out of the four-digit years.
  if (!(milliseconds >= earliest && milliseconds <= latest)) {
    return new InvalidValue(
      'invalid_timestamp',
      'must be a moment in time (RFC 3339), such as 2026-03-01T09:30:00Z',
    )
  }
  return toTimestamp(milliseconds)
}

const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

function isCalendarDay(year: string, month: string, day: string): boolean {
  const time = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).getUTCDate() === Number(day)
}

export const timestamp: Kind = {
  column: 'timestamp',
  operators: ordered,
  sortable: true,
  toSchema: () => ({ type: 'string', format: 'date-time', maxLength: 64 }),
  normalize: toMoment,
  // In a query string an unescaped + has become a space: no other space can stand in a moment.
  parse: (text) => toMoment(text.replace(' ', '+')),
}

function toDay(value: unknown): string | InvalidValue {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(String(value))
  return match !== null && match[1] !== '0000' && isCalendarDay(match[1]!, match[2]!, match[3]!)
    ? match[0]
    : new InvalidValue('invalid_date', 'must be a calendar day (RFC 3339), such as 2026-03-01')
}

export const date: Kind = {
  column: 'date',
  operators: ordered,
  sortable: true,
  toSchema: () => ({ type: 'string', format: 'date' }),
  normalize: toDay,
  parse: toDay,
}

function toLength(value: unknown): string | InvalidValue {
  const milliseconds = parseIsoDuration(String(value))
  return milliseconds === undefined
    ? new InvalidValue(
        'invalid_duration',
        'must be a duration of weeks to seconds (ISO 8601), such as PT1H30M',
      )
    : toIsoDuration(milliseconds)
}

export const duration: Kind = {
  column: 'duration',
  operators: ordered,
  sortable: true,
  collation: () => 'duration',
  // The format `duration` of JSON Schema has neither fractions nor a sign; what is taken in, normalize explains better.
  toSchema: (_, direction) =>
    direction === 'in'
      ? { type: 'string', maxLength: 64, description: 'Weeks to seconds (ISO 8601), such as PT1H30M.' }
      : { type: 'string', pattern: '^-?PT\\d+(?:\\.\\d{1,3})?S$' },
  normalize: toLength,
  parse: toLength,
}
