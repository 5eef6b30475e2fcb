import type { Principal } from '../../declaration/policy/principal.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type { Cookies } from './cookies.ts'
import { demandCsrfToken, isUnsafe } from './csrf.ts'
import type { Recognise } from './recognise.ts'

/** The OpenAPI Security Scheme Object of cookies. */
export const toCookieScheme = ({ accessName }: Cookies) =>
  Object.freeze({
    type: 'apiKey',
    in: 'cookie',
    name: accessName,
    description:
      'An access token as POST /auth/login?cookies=true sets it. Requests that may change something send the CSRF ' +
      'token as X-CSRF-Token besides.',
  })

/** Recognises callers by the access token in a cookie, which browsers send whoever makes them: hence the CSRF token. */
export function createCookieAuthenticator(recognise: Recognise, cookies: Cookies) {
  return (request: HttpRequest): Awaitable<Principal | undefined> => {
    const token = cookies.read(request, 'access')
    if (token === undefined) return undefined
    return andThen(recognise(token), ({ principal, csrf }) => {
      if (isUnsafe(request)) demandCsrfToken(request, csrf)
      return principal
    })
  }
}
