// HTTP dates (RFC 9110 section 5.6.7) in all three forms.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const time = '(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)'
const month = `(?<month>${months.join('|')})`

const forms = [
  `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d\\d) ${month} (?<year>\\d{4}) ${time} GMT`,
  `(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d\\d)-${month}-(?<year>\\d\\d) ${time} GMT`,
  `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} (?<day>\\d\\d| \\d) ${time} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`))

/** The form servers send: `Sun, 06 Nov 1994 08:49:37 GMT`. */
export function toHttpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString()
}

/**
 * Milliseconds since 1970 of an HTTP date, or undefined when it is none.
 * @param now decides the century of a year of two digits: at most 50 years ahead
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  for (const form of forms) {
    const groups = form.exec(text)?.groups
    if (groups !== undefined) return toMilliseconds(groups, now)
  }
  return undefined
}

function toMilliseconds(groups: Readonly<Record<string, string>>, now: number): number | undefined {
  const { day = '', month: name = '', year = '', hour, minute, second } = groups
  const parts = [months.indexOf(name), Number(day)] as const
  const date = new Date(0)
  date.setUTCFullYear(toFullYear(year, now), ...parts)
  // A day the month does not have has led into the next one.
  if (date.getUTCDate() !== parts[1]) return undefined
  return date.setUTCHours(Number(hour), Number(minute), Number(second))
}

function toFullYear(year: string, now: number): number {
  if (year.length === 4) return Number(year)
  const thisYear = new Date(now).getUTCFullYear()
  const inThisCentury = thisYear - (thisYear % 100) + Number(year)
  return inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury
}
