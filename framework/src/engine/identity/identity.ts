import type { Model } from '../../declaration/resource/model.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import type { Store } from '../store/store.ts'
import { createAuthSessions } from './auth-session.ts'
import type { Identity, IdentityContext, RowWrite } from './authenticator.ts'
import { applicationScopes } from './application-operations.ts'
import { applicationKeys } from './application-store.ts'
import { toIdentitySettings, type IdentityOptions } from './identity-settings.ts'
import { signingKeys } from './key-ring.ts'
import { sessionScopes } from './own-sessions.ts'
import { mailScopes } from './mail/mail-endpoints.ts'
import { createMailedCodes } from './mail/mailed-code.ts'
import type { Values } from './row-writer.ts'
import { createAuthenticators } from './identity-authenticators.ts'
import { createEndpoints } from './identity-endpoints.ts'
import { createHandlers, type Handlers } from './identity-handlers.ts'

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
  const administrators = keys?.role ?? 'admin'
  const server = settings.authorizationServer?.declare({
    users: { name: users.name, id },
    algorithm: settings.algorithm,
    role: administrators,
    realm: settings.realm,
    recognise: (token, thumbprint) => handlers().recognise(token, thumbprint),
  })
  const sessions = createAuthSessions(users.name, id, server?.clients)
  return Object.freeze({
    users: users.name,
    administrators,
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
      ...(keys === undefined ? [] : Object.values(applicationScopes)),
      ...mailScopes(settings),
      ...(server?.scopes ?? []),
      ...(signUp?.scopes ?? []),
    ],
    ...(server !== undefined && { schemes: server.schemes }),
    ...(signUp !== undefined && { signUp }),
    ...(keys?.required === true && {
      gate: (request: HttpRequest) => handlers().keys!.check.demand(request),
    }),
    follows: (model: Model) => running?.follows(model) === true,
    amend: (model: Model, values: Values, row: Values) =>
      running?.mail.changes.amend(model, values, row) ?? values,
    isSound: async () => (await running?.isSound()) ?? true,
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

function usedTwice(): DeclarationError {
  const message = 'serves another API already, with the users of another store'
  return new DeclarationError([{ path: 'identity', message, remedy: 'call identity() once for each API' }])
}
