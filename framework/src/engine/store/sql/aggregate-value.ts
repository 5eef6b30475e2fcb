import type { Scalar } from '../../../declaration/condition/condition.ts'
import { averagePlaces } from '../../../declaration/resource/measure.ts'
import type { Property } from '../../../declaration/resource/model.ts'
import { writeDecimal } from '../../../kernel/values/decimal.ts'
import { toIsoDuration } from '../../../kernel/values/duration.ts'

/**
 * A sum in the form code sees. Whole numbers beyond 2^53 are text, in which no digit is lost.
 * @param sum exact, in units of the field's last place; a double of fields that are doubles
 */
export function toSum({ kind, definition }: Property, sum: bigint | number): Scalar | null {
  if (typeof sum === 'number') return toFinite(sum)
  switch (kind.column) {
    case 'decimal':
      return writeDecimal(sum, definition.scale ?? 2)
    case 'duration':
      return toDuration(sum)
    default:
      return isSafe(sum) ? Number(sum) : String(sum)
  }
}

/** An average in the form code sees: of decimals with four more places, of durations in milliseconds. */
export function toAverage(
  { kind, definition }: Property,
  sum: bigint | number,
  count: number,
): Scalar | null {
  if (typeof sum === 'number') return toFinite(sum / count)
  const divisor = BigInt(count)
  switch (kind.column) {
    case 'decimal':
      return writeDecimal(
        divide(sum * 10n ** BigInt(averagePlaces), divisor),
        (definition.scale ?? 2) + averagePlaces,
      )
    case 'duration':
      return toDuration(divide(sum, divisor))
    default:
      // More places than a double has.
      return Number(writeDecimal(divide(sum * 10n ** 20n, divisor), 20))
  }
}

/** Beyond the range of doubles there is nothing that JSON could say. */
const toFinite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const isSafe = (value: bigint): boolean => Number.isSafeInteger(Number(value))

const toAbsolute = (value: bigint): bigint => (value < 0n ? -value : value)

/** Rounded to the nearest whole number, halves away from zero. */
function divide(dividend: bigint, divisor: bigint): bigint {
  const quotient = (2n * toAbsolute(dividend) + divisor) / (2n * divisor)
  return dividend < 0n ? -quotient : quotient
}

/** Milliseconds, however many. */
function toDuration(units: bigint): string {
  const length = toAbsolute(units)
  const fraction = toIsoDuration(Number(length % 1000n)).slice('PT0'.length)
  return `${units < 0n ? '-' : ''}PT${length / 1000n}${fraction}`
}
