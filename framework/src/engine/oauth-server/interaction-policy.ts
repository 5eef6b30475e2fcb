import type { interactionPolicy } from 'oidc-provider'

/**
 * When people are asked: as oidc-provider says, but that an app on the user's own machine which shows who it is by a secret
 * need not ask each time (RFC 8252 section 8.6), and where the user of a browser is active no more.
 */
export function toInteractionPolicy({
  base,
  Check,
}: typeof interactionPolicy): interactionPolicy.DefaultPolicy {
  const policy = base()
  const isGone = new Check(
    'no_account',
    'End-User authentication is required',
    ({ oidc }) => oidc.session?.accountId !== undefined && oidc.account === undefined,
  )
  const isAnybodys = new Check(
    'native_client_prompt',
    'native clients require End-User interaction',
    'interaction_required',
    ({ oidc: { client, result } }) =>
      client?.applicationType === 'native' &&
      client.clientAuthMethod === 'none' &&
      result?.consent === undefined,
  )
  policy.get('login')!.checks.add(isGone)
  const { checks } = policy.get('consent')!
  checks.remove('native_client_prompt')
  checks.add(isAnybodys)
  return policy
}
