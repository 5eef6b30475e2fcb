// Bearer tokens (RFC 6750) in the Authorization header, and in another one where that is wanted; never in the URL.
import type { Principal } from '../../declaration/policy/principal.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import { headerOf, type HttpRequest } from '../../protocol/message/message.ts'
import { invalidToken } from './access-token.ts'
import { readAuthorization, type Protection } from './authorization.ts'
import type { Recognise, Recognised } from './recognise.ts'

/** The OpenAPI Security Scheme Object of bearer tokens. */
export const bearerScheme = Object.freeze({
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'An access token (RFC 9068), as POST /auth/login gives it.',
})

/** The scheme where a token may also stand in another header. */
export const toBearerScheme = (header: string) =>
  Object.freeze({
    ...bearerScheme,
    description: `${bearerScheme.description} It may also stand in ${header}.`,
  })

/** What recognising bearer tokens needs to know. */
export interface BearerOptions extends Protection {
  readonly recognise: Recognise
  /** Where the token may stand beside `Authorization`, in lower case. */
  readonly header: string | undefined
}

/** Recognises callers by their access token in a header. */
export function createBearer(options: BearerOptions) {
  const { recognise, header } = options
  return (request: HttpRequest): Awaitable<Principal | undefined> => {
    const text =
      header === undefined ? readAuthorization(request, 'bearer') : readToken(request, header, options)
    if (text === undefined) return undefined
    return andThen(recognise(text), toPrincipal)
  }
}

const toPrincipal = ({ principal }: Recognised): Principal => principal

/** The token of a request, wherever it stands; two that are not the same are a 401 problem (RFC 6750 section 2). */
function readToken(request: HttpRequest, header: string, protection: Protection): string | undefined {
  const usual = readAuthorization(request, 'bearer')
  const other = headerOf(request, header)
    ?.replace(/^bearer\s+/i, '')
    .trim()
  if (usual === undefined || other === undefined || other === usual) return usual ?? other
  throw invalidToken(protection, 'The request has two access tokens')
}
