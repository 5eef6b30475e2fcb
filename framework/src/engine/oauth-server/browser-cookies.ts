import type { Configuration } from 'oidc-provider'

/**
 * The cookies of the pages. That of a session is for the whole host, so that over https no other host can set it
 * (`__Host-`); those of an interaction stand below its own address. All go by https alone where the issuer does.
 */
export function toCookies(issuer: string): NonNullable<Configuration['cookies']> {
  const prefix = new URL(issuer).protocol === 'https:' ? '__Host-' : ''
  // Their values are long and random: a signature would add nothing.
  const options = { signed: false, httpOnly: true, sameSite: 'lax' } as const
  return {
    names: {
      session: `${prefix}oauth-session`,
      interaction: 'oauth-interaction',
      resume: 'oauth-resume',
    },
    long: options,
    short: options,
  }
}
