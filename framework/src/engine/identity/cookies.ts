// Cookies (RFC 6265bis) that hold the tokens of a session, for browsers.
import type { HttpRequest } from '../../protocol/message/message.ts'

/** How cookies are set. */
export interface CookieOptions {
  /**
   * Whether they go by https alone, under names that begin with `__Host-`, which no other host can set. Default: true;
   * false is for development over plain http.
   */
  readonly secure?: boolean
  /** `'Strict'`: not with any request that another site makes. `'Lax'`: with links that are followed from one. Default: `'Strict'`. */
  readonly sameSite?: 'Strict' | 'Lax'
}

/** What cookies hold. */
export interface CookieValues {
  readonly access: string
  readonly refresh: string
  readonly csrf: string
}

/** Reads and writes the cookies of an API. */
export interface Cookies {
  /** What the cookie of the access token is called. */
  readonly accessName: string
  /** The value of a cookie; undefined where it was not sent. */
  read(request: HttpRequest, what: keyof CookieValues): string | undefined
  /** The `Set-Cookie` headers with which a browser keeps them. */
  set(values: CookieValues): readonly string[]
  /** Those with which it forgets them. */
  clear(): readonly string[]
}

/** For how long browsers keep cookies, in whole seconds. */
export interface CookieLifetimes {
  readonly access: number
  readonly session: number
}

/** Names and attributes are the same for all of them, but that scripts may read the CSRF token: a page that is loaded again needs it. */
export function createCookies(options: Required<CookieOptions>, lifetimes: CookieLifetimes): Cookies {
  const { secure, sameSite } = options
  const prefix = secure ? '__Host-' : ''
  const names = {
    access: `${prefix}access-token`,
    refresh: `${prefix}refresh-token`,
    csrf: `${prefix}csrf-token`,
  }
  const rest = `Path=/; SameSite=${sameSite}${secure ? '; Secure' : ''}`
  const write = (what: keyof CookieValues, value: string, seconds: number) =>
    `${names[what]}=${value}; Max-Age=${seconds}; ${rest}${what === 'csrf' ? '' : '; HttpOnly'}`
  const writeAll = (
    { access, refresh, csrf }: CookieValues,
    { access: short, session: long }: CookieLifetimes,
  ) => [write('access', access, short), write('refresh', refresh, long), write('csrf', csrf, long)]
  return {
    accessName: names.access,
    read: (request, what) => readCookie(request, names[what]),
    set: (values) => writeAll(values, lifetimes),
    clear: () => writeAll({ access: '', refresh: '', csrf: '' }, { access: 0, session: 0 }),
  }
}

/** The first cookie of a name; browsers send what was set for this very host before anything else. */
export function readCookie({ headers: { cookie } }: HttpRequest, name: string): string | undefined {
  if (cookie === undefined) return undefined
  const pairs = (typeof cookie === 'string' ? cookie : cookie.join(';')).split(';')
  const found = pairs.find((pair) => pair.trimStart().startsWith(`${name}=`))
  const value = found?.slice(found.indexOf('=') + 1).trim()
  return value === '' ? undefined : value
}
