import { InvalidCredentials, TooManyRequests } from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { createApplicationEndpoints } from './application-endpoints.ts'
import type { IdentitySettings } from './identity-settings.ts'
import { loginProblems, toLoginOperation } from './login.ts'
import { logoutOperation, logoutProblems } from './logout.ts'
import {
  sessionEndOperation,
  sessionEndProblems,
  sessionListOperation,
  sessionListProblems,
  sessionScopes,
} from './own-sessions.ts'
import { createMailEndpoints } from './mail/mail-endpoints.ts'
import { toRefreshOperation, toRefreshProblems } from './refresh.ts'
import { createSignUpEndpoint } from './sign-up-endpoint.ts'
import { whoamiOperation, whoamiProblems } from './whoami.ts'
import type { Handlers } from './identity-handlers.ts'

/** The addresses of an identity. */
export function createEndpoints(settings: IdentitySettings, handlers: () => Handlers): Endpoint[] {
  const { basic, applicationKeys: keys, cookies, signUp, users } = settings
  const hasCookies = cookies !== undefined
  const withBasic = (problems: readonly ProblemType[]) =>
    basic ? [...problems, ...passwordProblems] : problems
  return [
    ...(keys === undefined ? [] : createApplicationEndpoints(keys.role, () => handlers().keys!)),
    {
      method: 'POST',
      path: '/auth/login',
      authentication: 'none',
      operation: toLoginOperation(hasCookies),
      problems: loginProblems,
      handle: (request, principal) => handlers().login(request, principal),
    },
    {
      method: 'POST',
      path: '/auth/refresh',
      authentication: 'none',
      operation: toRefreshOperation(hasCookies),
      problems: toRefreshProblems(hasCookies),
      handle: (request, principal) => handlers().refresh(request, principal),
    },
    {
      method: 'POST',
      path: '/auth/logout',
      authentication: 'required',
      operation: logoutOperation,
      problems: withBasic(logoutProblems),
      handle: (request, principal) => handlers().logout(request, principal),
    },
    {
      method: 'GET',
      path: '/auth/sessions',
      authentication: 'required',
      scopes: [sessionScopes.read],
      operation: sessionListOperation,
      problems: withBasic(sessionListProblems),
      handle: (request, principal) => handlers().listSessions(request, principal),
    },
    {
      method: 'DELETE',
      path: '/auth/sessions/{id}',
      authentication: 'required',
      scopes: [sessionScopes.write],
      operation: sessionEndOperation,
      problems: withBasic(sessionEndProblems),
      handle: (request, principal) => handlers().endSession(request, principal),
    },
    {
      method: 'GET',
      path: '/auth/whoami',
      authentication: 'required',
      operation: whoamiOperation,
      problems: withBasic(whoamiProblems),
      handle: (request, principal) => handlers().whoami(request, principal),
    },
    ...createMailEndpoints(settings, () => handlers().mail),
    createSignUpEndpoint(users.resource, signUp),
    ...(signUp?.endpoints ?? []),
  ]
}

/** What a password that comes with any request may be answered with. */
const passwordProblems = [InvalidCredentials, TooManyRequests]
