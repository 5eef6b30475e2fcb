import type { NewShownClient, ShownClient } from '../identity/client-administration.ts'
import type { Found } from '../store/store.ts'
import type { CreatedOAuthClient } from './client-store.ts'
import type { OAuthClient } from './oauth-client.ts'

/** A row as a client. */
export const toClient = ({ json }: Found): OAuthClient => JSON.parse(json) as OAuthClient

/** A client as it is shown. */
export const toShown = ({ id, ...rest }: OAuthClient): ShownClient => ({ clientId: id, ...rest })

/** The same with its secret. */
export const toNewShown = ({ client, secret }: CreatedOAuthClient): NewShownClient => ({
  ...toShown(client),
  ...(secret !== undefined && { clientSecret: secret }),
})
