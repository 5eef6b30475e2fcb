/** How long to wait, in words. @param seconds as a `Retry-After` header says it; undefined: nobody knows */
export function toWait(seconds: string | undefined): string {
  const count = Number(seconds)
  if (seconds === undefined || !(count > 0)) return 'Wait a moment.'
  if (count < 90) return `Wait ${toCount(count, 'second')}.`
  const minutes = Math.ceil(count / 60)
  return `Wait ${minutes < 90 ? toCount(minutes, 'minute') : toCount(Math.ceil(minutes / 60), 'hour')}.`
}

const toCount = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`
