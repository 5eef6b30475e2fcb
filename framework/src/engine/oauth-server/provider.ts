import type { Client, Provider, errors, interactionPolicy } from 'oidc-provider'
import { hasDigest } from '../identity/secret-digest.ts'
import type { DpopOptions } from './dpop-authenticator.ts'
import { registerPasswordGrant } from './password-grant.ts'
import { replaceForeignPages } from './error-page.ts'
import { renderFormPost } from './form-post.ts'
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
  readonly interactionPolicy: typeof interactionPolicy
}

/** Makes one for the keys that sign now: it keeps all its state in the store, so that it can be made anew at any time. */
export function createProvider({ Provider, errors }: OidcProvider, options: CreateProviderOptions): Provider {
  const provider = new (withOwnForms(Provider))(options.issuer, toConfiguration(options))
  // Requests come by our own hands, which say what the proxy before us said.
  provider.proxy = true
  provider.use(replaceForeignPages)
  registerPasswordGrant(provider, { ...options, errors, resourceServer: toResourceServer(options) })
  provider.Client.prototype.compareClientSecret = function (this: Client, actual: string) {
    return hasDigest(actual, this.clientSecret ?? null)
  }
  const { persist } = provider.Session.prototype
  // A session that nobody has kept is none that could go on; oidc-provider would fail where it tells such a browser of an error.
  provider.Session.prototype.persist = async function (this: Session) {
    return this.exp === undefined ? '' : persist.call(this)
  }
  provider.on('server_error', (_, cause) => {
    options.events.emit('warning', { message: 'The authorization server failed', cause })
  })
  return provider
}

type Session = InstanceType<Provider['Session']>

/** The forms that oidc-provider would show are sent by scripts of its own, which no policy of ours lets run. */
const withOwnForms = (Base: typeof Provider): typeof Provider =>
  class extends Base {
    override registerResponseMode(...[name, handler]: Parameters<Provider['registerResponseMode']>): void {
      super.registerResponseMode(name, name === 'form_post' ? renderFormPost : handler)
    }
  }
