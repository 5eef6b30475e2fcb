import { andThen } from '../../kernel/values/awaitable.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type { Authenticator } from './authenticator.ts'
import { basicScheme } from './basic.ts'
import { applicationKeyHeader, toApplicationKeyScheme } from './application-authenticator.ts'
import { toCookieScheme } from './cookie-authenticator.ts'
import { bearerScheme, toBearerScheme } from './bearer.ts'
import type { IdentitySettings } from './identity-settings.ts'
import type { DeclaredAuthorizationServer } from './authorization-server.ts'
import type { Handlers } from './identity-handlers.ts'

/** What recognises the callers of an identity, in the order they are asked. */
export function createAuthenticators(
  settings: IdentitySettings,
  handlers: () => Handlers,
  running: () => Handlers | undefined,
  server: DeclaredAuthorizationServer | undefined,
): Authenticator[] {
  const { basic, applicationKeys: keys, challenges, cookies } = settings
  const withKey = keys === undefined ? (each: Authenticator) => each : checkKeyFirst(handlers)
  return [
    withKey(createBearerAuthenticator(settings, handlers, running)),
    ...(server?.authenticators ?? []).map(withKey),
    ...(basic
      ? [
          withKey({
            name: 'basic',
            challenge: challenges.basic,
            scheme: basicScheme,
            authenticate: (request) => handlers().basic(request),
          }),
        ]
      : []),
    ...(cookies === undefined
      ? []
      : [
          withKey({
            name: 'cookie',
            challenge: '',
            scheme: toCookieScheme(cookies),
            headers: ['cookie'],
            authenticate: (request) => handlers().cookie!(request),
          }),
        ]),
    ...(keys === undefined
      ? []
      : [
          {
            name: 'applicationKey',
            challenge: challenges.applicationKey,
            scheme: toApplicationKeyScheme(keys.required),
            headers: [applicationKeyHeader],
            authenticate: (request: HttpRequest) => handlers().keys!.check.authenticate(request),
          },
        ]),
  ]
}

function createBearerAuthenticator(
  { challenges, accessTokenHeader: header }: IdentitySettings,
  handlers: () => Handlers,
  running: () => Handlers | undefined,
): Authenticator {
  return {
    name: 'bearer',
    get challenge() {
      return running()?.bearerChallenge ?? challenges.bearer
    },
    scheme: header === undefined ? bearerScheme : toBearerScheme(header),
    ...(header !== undefined && { headers: ['authorization', header] }),
    authenticate: (request) => handlers().bearer(request),
  }
}

/** Users who come through an application are the callers; its key must be good all the same. */
const checkKeyFirst =
  (handlers: () => Handlers) =>
  (authenticator: Authenticator): Authenticator => ({
    ...authenticator,
    get challenge() {
      return authenticator.challenge
    },
    authenticate: (request) =>
      request.headers[applicationKeyHeader] === undefined
        ? authenticator.authenticate(request)
        : andThen(handlers().keys!.check.authenticate(request), () => authenticator.authenticate(request)),
  })
