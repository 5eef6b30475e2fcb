/** When and in favour of what something goes away. Dates are RFC 3339: `2027-06-30`, or with a time. */
export interface Deprecation {
  /** From when on it is deprecated (RFC 9745). */
  readonly since?: string
  /** After when it may be gone (RFC 8594). */
  readonly sunset?: string
  /** What to use instead, in a few words. */
  readonly use?: string
  /** URL of a page that tells more. */
  readonly link?: string
}

/** Of something that is answered for: every answer tells since when. */
export type DatedDeprecation = Deprecation & { readonly since: string }

/** A deprecation in words, such as `Deprecated since 2027-01-01. Use /invoices instead.`; empty where nothing is said. */
export function describeDeprecation({ since, sunset, use }: Deprecation): string {
  return [
    since === undefined ? '' : `Deprecated since ${since}.`,
    sunset === undefined ? '' : `Gone after ${sunset}.`,
    use === undefined ? '' : `Use ${use} instead.`,
  ]
    .filter((note) => note !== '')
    .join(' ')
}

const form = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/

/** Milliseconds since 1970 of a date or moment; undefined when it is none. */
export function parseDeprecationDate(text: string): number | undefined {
  const milliseconds = form.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}
