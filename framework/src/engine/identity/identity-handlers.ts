import type { Model, Models } from '../../declaration/resource/model.ts'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { createAdministration, type Administration } from './administration.ts'
import { createAccessTokens } from './access-token.ts'
import { toChallenge, toProtectionParameters } from './authorization.ts'
import { authSessionsName } from './auth-session.ts'
import { createSessions } from './auth-sessions.ts'
import type { Authenticator, Identity, IdentityContext } from './authenticator.ts'
import { createBasic } from './basic.ts'
import { createApplicationCheck } from './application-authenticator.ts'
import type { ApplicationHandlers } from './application-endpoints.ts'
import { applicationKeys, ApplicationStore } from './application-store.ts'
import { createCookieAuthenticator } from './cookie-authenticator.ts'
import { createBearer } from './bearer.ts'
import type { IdentitySettings } from './identity-settings.ts'
import { createKeyRing, signingKeys } from './key-ring.ts'
import { memoryAttempts, toAttempts } from './attempt-counters.ts'
import { guardAttempts } from './insured-attempts.ts'
import { createLogin } from './login.ts'
import { createLoginThrottle } from './login-throttle.ts'
import { createLogout } from './logout.ts'
import { createSessionEnd, createSessionList } from './own-sessions.ts'
import { checkArgon2 } from './password-hash.ts'
import type { AddressChanges } from './mail/address-changes.ts'
import { pagePaths } from './mail/code-mails.ts'
import { createMailHandlers, type MailHandlers } from './mail/mail-handlers.ts'
import { mailedCodesName } from './mail/mailed-code.ts'
import { createPasswordSignIn } from './password-sign-in.ts'
import { endSessionsOf } from './ended-sessions.ts'
import type { DeclaredAuthorizationServer } from './authorization-server.ts'
import { createRecognise, type Recognise } from './recognise.ts'
import { createRefresh } from './refresh.ts'
import { createTokenAnswer } from './token-answer.ts'
import { toSignUpContext } from './sign-up-policy.ts'
import { checkUserModel } from './user-source.ts'
import { createUsers } from './users.ts'
import { createWhoami } from './whoami.ts'

/** What answers requests once the store is there. */
export interface Handlers {
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
  readonly follows: NonNullable<Identity['follows']>
  readonly changed: NonNullable<Identity['changed']>
  readonly isSound: NonNullable<Identity['isSound']>
}

/** Sets up what answers requests, once the tables are there. */
export async function createHandlers(
  settings: IdentitySettings,
  context: IdentityContext,
  declared: DeclaredAuthorizationServer | undefined,
): Promise<Handlers> {
  const { store, models, clock, events, scopes, issuer } = context
  const { algorithm, wrapping, lifetime, realm, challenges, hasher, audience = issuer } = settings
  const shared = settings.attempts ?? (store.counters && toAttempts(store.counters))
  const { attempts, isSound } = guardAttempts(shared ?? memoryAttempts, events, clock)
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
    attempts,
    passwordReset: settings.mail && pagePaths['password-reset'],
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
    listSessions: createSessionList(sessions, server),
    endSession: createSessionEnd(sessions),
    whoami: createWhoami({ clock, scopes }),
    mail,
    // By table: other versions of the API may call the resource otherwise.
    follows: ({ table }) => table === userModel.table,
    changed: followChanges(endSessionsOf(userModel, settings.users, sessions), mail.changes),
    isSound,
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
  endSessions: ReturnType<typeof endSessionsOf>,
  { changed }: AddressChanges,
): NonNullable<Identity['changed']> {
  return async (write) => {
    await endSessions(write)
    await changed(write)
  }
}

function createKeyHandlers(
  { challenges: { applicationKey: challenge } }: IdentitySettings,
  { store, broadcast, models, clock, events, scopes }: IdentityContext,
): ApplicationHandlers {
  const applications = new ApplicationStore(store, findModel(models, applicationKeys.name), clock)
  return {
    applications,
    check: createApplicationCheck({ applications, broadcast, clock, events, challenge }),
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
