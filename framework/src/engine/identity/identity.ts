import type { Model, Models } from '../../declaration/resource/model.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import { InvalidCredentials, TooManyRequests, Unavailable } from '../../kernel/problem/catalogue.ts'
import { andThen } from '../../kernel/values/awaitable.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { Store } from '../store/store.ts'
import { createAdministration, type Administration } from './administration.ts'
import { createAccessTokens } from './access-token.ts'
import { toChallenge, toProtectionParameters } from './authorization.ts'
import { authSessionsName, createAuthSessions } from './auth-session.ts'
import { createSessions } from './auth-sessions.ts'
import type { Authenticator, Identity, IdentityContext, RowWrite } from './authenticator.ts'
import { basicScheme, createBasic } from './basic.ts'
import {
  applicationKeyHeader,
  createApplicationCheck,
  toApplicationKeyScheme,
} from './application-authenticator.ts'
import { createApplicationEndpoints, type ApplicationHandlers } from './application-endpoints.ts'
import { readScope, writeScope } from './application-operations.ts'
import { applicationKeys, ApplicationStore } from './application-store.ts'
import { createCookieAuthenticator, toCookieScheme } from './cookie-authenticator.ts'
import { bearerScheme, createBearer, toBearerScheme } from './bearer.ts'
import { toIdentitySettings, type IdentityOptions, type IdentitySettings } from './identity-settings.ts'
import { createKeyRing, signingKeys } from './key-ring.ts'
import { warnOfAttempts } from './insured-attempts.ts'
import { createLogin, loginProblems, toLoginOperation } from './login.ts'
import { createLoginThrottle } from './login-throttle.ts'
import { createLogout, logoutOperation, logoutProblems } from './logout.ts'
import {
  createSessionEnd,
  createSessionList,
  sessionEndOperation,
  sessionEndProblems,
  sessionListOperation,
  sessionListProblems,
  sessionScopes,
} from './own-sessions.ts'
import { checkArgon2 } from './password-hash.ts'
import type { AddressChanges } from './mail/address-changes.ts'
import { createMailEndpoints } from './mail/mail-endpoints.ts'
import { createMailHandlers, type MailHandlers } from './mail/mail-handlers.ts'
import { createMailedCodes, mailedCodesName } from './mail/mailed-code.ts'
import { createPasswordSignIn } from './password-sign-in.ts'
import { endSessionsOf } from './ended-sessions.ts'
import type { DeclaredAuthorizationServer } from './authorization-server.ts'
import { createRecognise, type Recognise } from './recognise.ts'
import { createRefresh, toRefreshOperation, toRefreshProblems } from './refresh.ts'
import type { Values } from './row-writer.ts'
import { createTokenAnswer } from './token-answer.ts'
import { createSignUpEndpoint } from './sign-up-endpoint.ts'
import { toSignUpContext } from './sign-up-policy.ts'
import { checkUserModel } from './user-source.ts'
import { createUsers } from './users.ts'
import { createWhoami, whoamiOperation, whoamiProblems } from './whoami.ts'

/** Users from the application's own resource, who sign in by password and come with access tokens. */
export function identity<R extends AnyResource>(options: IdentityOptions<R>): Identity {
  const settings = toIdentitySettings(options)
  let store: Store | undefined
  let running: Handlers | undefined
  const handlers = (): Handlers => {
    if (running === undefined) throw new Unavailable({ headers: { 'retry-after': '1' } })
    return running
  }
  const keys = settings.applicationKeys
  const users = settings.users.resource
  const { signUp } = settings
  const id = users.definition.options.id ?? 'uuid'
  const sessions = createAuthSessions(users.name, id)
  const server = settings.authorizationServer?.declare({
    users: { name: users.name, id },
    algorithm: settings.algorithm,
    role: keys?.role ?? 'admin',
    realm: settings.realm,
    recognise: (token, thumbprint) => handlers().recognise(token, thumbprint),
  })
  return Object.freeze({
    users: users.name,
    resources: [
      signingKeys,
      sessions,
      ...(keys === undefined ? [] : [applicationKeys]),
      ...(server?.resources ?? []),
      ...(settings.mail === undefined ? [] : [createMailedCodes(users.name, id)]),
      ...(signUp?.resources ?? []),
    ],
    hasher: settings.hasher,
    authenticators: createAuthenticators(settings, handlers, () => running, server),
    endpoints: [...createEndpoints(settings, handlers), ...(server?.endpoints ?? [])],
    scopes: [
      ...Object.values(sessionScopes),
      ...(keys === undefined ? [] : [readScope, writeScope]),
      ...(server?.scopes ?? []),
      ...(signUp?.scopes ?? []),
    ],
    ...(signUp !== undefined && { signUp }),
    ...(keys?.required === true && {
      gate: (request: HttpRequest) => handlers().keys!.check.demand(request),
    }),
    amend: (model: Model, values: Values, row: Values) =>
      running?.mail.changes.amend(model, values, row) ?? values,
    settle: async () => running?.mail.settle(),
    created: (write: RowWrite) => running?.mail.changes.created(write),
    changed: (write: RowWrite) => running?.changed(write),
    administration: () => handlers().administration,
    async start(context: IdentityContext) {
      // Callers of one API must never be looked up in the store of another.
      store ??= context.store
      if (store !== context.store) throw usedTwice()
      running = await createHandlers(settings, context, server)
    },
  })
}

/** What answers requests once the store is there. */
interface Handlers {
  readonly recognise: Recognise
  readonly bearer: Authenticator['authenticate']
  readonly bearerChallenge: string
  readonly basic: Authenticator['authenticate']
  /** Undefined where cookies hold no tokens. */
  readonly cookie: Authenticator['authenticate'] | undefined
  readonly login: Endpoint['handle']
  readonly refresh: Endpoint['handle']
  readonly logout: Endpoint['handle']
  readonly listSessions: Endpoint['handle']
  readonly endSession: Endpoint['handle']
  readonly whoami: Endpoint['handle']
  readonly administration: Administration
  /** Undefined where applications have no keys. */
  readonly keys: ApplicationHandlers | undefined
  readonly mail: MailHandlers
  readonly changed: NonNullable<Identity['changed']>
}

function createAuthenticators(
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

function createEndpoints(settings: IdentitySettings, handlers: () => Handlers): Endpoint[] {
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

async function createHandlers(
  settings: IdentitySettings,
  context: IdentityContext,
  declared: DeclaredAuthorizationServer | undefined,
): Promise<Handlers> {
  const { store, models, clock, events, scopes, issuer } = context
  const { algorithm, wrapping, lifetime, realm, challenges, hasher, audience = issuer } = settings
  const attempts = warnOfAttempts(settings.attempts, events, clock)
  const throttle = settings.throttle ?? createLoginThrottle({}, attempts)
  await checkArgon2()
  if (scopes.join(' ').length > manyScopes) events.emit('warning', { message: tooManyScopes })
  const keys = await createKeyRing({
    store,
    model: findModel(models, signingKeys.name),
    clock,
    algorithm,
    wrapping,
    lifetime,
  })
  const protection = { realm, resourceMetadata: declared?.toResourceMetadata(issuer) }
  const tokens = createAccessTokens({ keys, clock, issuer, audience, lifetime, ...protection })
  const userModel = findModel(models, settings.users.resource.name)
  checkUserModel(userModel, settings.users)
  const users = createUsers(store, userModel, settings.users)
  settings.signUp?.start?.(toSignUpContext(context, userModel, settings.users))
  const model = findModel(models, authSessionsName)
  const sessions = createSessions({ store, model, users, clock, lifetime: settings.sessionLifetime })
  const answer = createTokenAnswer(tokens)
  const applications = settings.applicationKeys && createKeyHandlers(settings, context)
  const { cookies } = settings
  const codeModel = settings.mail && findModel(models, mailedCodesName)
  const mail = createMailHandlers(settings, { context, users, userModel, codeModel, attempts, throttle })
  const by = { users, hasher, throttle, clock, events }
  // A Basic challenge to a script's sign-in would make browsers ask for the password themselves.
  const signIn = createPasswordSignIn({ ...by, challenge: challenges.bearer })
  const signInByBasic = createPasswordSignIn({ ...by, challenge: challenges.basic })
  const server = await declared?.start({
    ...context,
    users,
    sessions,
    keys,
    signIn,
    audience,
    lifetime,
    sessionLifetime: settings.sessionLifetime,
    verify: (token) => tokens.verify(token),
  })
  const recognise = createRecognise({
    tokens,
    users,
    sessions,
    server,
    ...protection,
    proofChallenges: (declared?.authenticators ?? []).map(({ challenge }) => challenge),
  })
  return {
    recognise,
    bearer: createBearer({ recognise, header: settings.accessTokenHeader, ...protection }),
    bearerChallenge: toChallenge('Bearer', toProtectionParameters(protection)),
    basic: createBasic({ signIn: signInByBasic, users, clock, challenge: challenges.basic }),
    cookie: cookies && createCookieAuthenticator(recognise, cookies),
    login: createLogin({ signIn, sessions, answer, scopes, challenge: challenges.bearer, cookies }),
    refresh: createRefresh({ sessions, answer, events, challenge: challenges.bearer, cookies }),
    logout: createLogout(sessions, cookies),
    listSessions: createSessionList(sessions),
    endSession: createSessionEnd(sessions),
    whoami: createWhoami({ clock, scopes }),
    mail,
    changed: followChanges(userModel, endSessionsOf(userModel, settings.users, sessions), mail.changes),
    keys: applications,
    administration: createAdministration({
      source: settings.users,
      users,
      keys,
      clock,
      scopes,
      applications: applications?.applications,
      clients: server?.clients,
      invitations: settings.signUp?.invitations,
    }),
  }
}

/** What follows from a change of a user: for sessions, then for codes. */
function followChanges(
  users: Model,
  endSessions: ReturnType<typeof endSessionsOf>,
  { changed }: AddressChanges,
): NonNullable<Identity['changed']> {
  const follow = async (write: RowWrite) => {
    await endSessions(write)
    await changed(write)
  }
  return (write) => (write.model.table === users.table ? follow(write) : undefined)
}

function createKeyHandlers(
  { challenges: { applicationKey: challenge } }: IdentitySettings,
  { store, models, clock, events, scopes }: IdentityContext,
): ApplicationHandlers {
  const applications = new ApplicationStore(store, findModel(models, applicationKeys.name), clock)
  return {
    applications,
    check: createApplicationCheck({ applications, clock, events, challenge }),
    clock,
    scopes,
  }
}

/** Characters; a token that names them all then comes near to what headers and the check of tokens take. */
const manyScopes = 4096
const tooManyScopes =
  'The scopes of the API make access tokens very long: let clients ask for fewer by `scope`'

function findModel(models: Models, name: string): Model {
  const model = models.get(name)
  if (model !== undefined) return model
  const remedy = `add it to the resources of the API`
  throw new DeclarationError([
    { path: 'identity.users.resource', message: `the API has no resource ${name}`, remedy },
  ])
}

function usedTwice(): DeclarationError {
  const message = 'serves another API already, with the users of another store'
  return new DeclarationError([{ path: 'identity', message, remedy: 'call identity() once for each API' }])
}
