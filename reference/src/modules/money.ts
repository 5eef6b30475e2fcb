/** Sums of money as text with two places, exact: `"12.50"`. */
export const addMoney = (left: string, right: string): string => toText(toCents(left) + toCents(right))

/** @param count a whole number */
export const multiplyMoney = (money: string, count: number): string => toText(toCents(money) * BigInt(count))

/** Hundredths; a sign before a negative sum turns it round. */
function toCents(money: string): bigint {
  const [whole = '0', places = ''] = money.replaceAll('-', '').split('.')
  const isNegative = (money.match(/-/g) ?? []).length % 2 === 1
  const cents = BigInt(whole + places.padEnd(2, '0').slice(0, 2))
  return isNegative ? -cents : cents
}

function toText(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
