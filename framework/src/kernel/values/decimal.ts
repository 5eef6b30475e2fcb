/**
 * A decimal as text: 5 units with a scale of 2 are `0.05`.
 * @param units how many of its last places it has, a whole number
 * @param scale how many places it has
 */
export function writeDecimal(units: bigint | number, scale: number): string {
  const text = String(units)
  if (scale === 0) return text
  const sign = text.startsWith('-') ? '-' : ''
  const digits = text.slice(sign.length).padStart(scale + 1, '0')
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
