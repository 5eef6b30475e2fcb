// Lets a client in as ada, in a browser without scripts.
import {
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  type Configuration,
} from 'openid-client'
import { createBrowser, password, redirectUri } from './oauth-api.ts'

/** What may be asked otherwise. */
export interface Asking {
  /** Default: `openid profile todos:read`. */
  readonly scope?: string
  /** Parameters besides, or instead. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly browser?: ReturnType<typeof createBrowser>
}

/** Signs ada in and consents; gives the address at which the browser comes back, and what the client checks of it. */
export async function authorize(
  { url }: { readonly url: string },
  config: Configuration,
  { scope = 'openid profile todos:read', parameters = {}, browser = createBrowser(url) }: Asking = {},
) {
  const verifier = randomPKCECodeVerifier()
  const start = buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    state: 'a state',
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  })
  let { address, response } = await browser.follow(start)
  if (address.origin === new URL(url).origin)
    ({ address, response } = await browser.follow(address, { username: 'ada', password }))
  if (address.origin === new URL(url).origin)
    ({ address, response } = await browser.follow(address, { decision: 'allow' }))
  const idTokenExpected = scope.split(' ').includes('openid')
  const checks = { pkceCodeVerifier: verifier, expectedState: 'a state', idTokenExpected }
  return { address, response, browser, checks }
}
