import type { Client, Provider, errors } from 'oidc-provider'
import { hasDigest } from '../identity/secret-digest.ts'
import type { DpopOptions } from './dpop-authenticator.ts'
import { registerPasswordGrant } from './password-grant.ts'
import { toConfiguration, toResourceServer, type ProviderOptions } from './provider-configuration.ts'
import type { PasswordSignIn } from '../identity/password-sign-in.ts'
import type { Events } from '../../kernel/events/events.ts'

/** What making an oidc-provider needs. */
export interface CreateProviderOptions extends ProviderOptions {
  readonly signIn: PasswordSignIn
  readonly events: Events
  readonly proofs: DpopOptions
}

/** oidc-provider itself, loaded only where it is wanted. */
export interface OidcProvider {
  readonly Provider: typeof Provider
  readonly errors: typeof errors
}

/** Makes one for the keys that sign now: it keeps all its state in the store, so that it can be made anew at any time. */
export function createProvider({ Provider, errors }: OidcProvider, options: CreateProviderOptions): Provider {
  const provider = new Provider(options.issuer, toConfiguration(options))
  // Requests come by our own hands, which say what the proxy before us said.
  provider.proxy = true
  registerPasswordGrant(provider, { ...options, errors, resourceServer: toResourceServer(options) })
  provider.Client.prototype.compareClientSecret = function (this: Client, actual: string) {
    return hasDigest(actual, this.clientSecret ?? null)
  }
  provider.on('server_error', (_, cause) => {
    options.events.emit('warning', { message: 'The authorization server failed', cause })
  })
  provider.on('session.destroyed', ({ acr, accountId }) => {
    // The browser let go of a user: so does their list of sessions.
    if (acr !== undefined && accountId !== undefined) void options.sessions.end(acr, accountId)
  })
  return provider
}
