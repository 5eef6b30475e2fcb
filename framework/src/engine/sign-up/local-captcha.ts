import { digestOf, hasDigest } from '../identity/secret-digest.ts'
import type { CaptchaVerifier } from './captcha-verifier.ts'

/**
 * A captcha for tests and development, solved by whoever knows the answer, as often as they like: programs, too.
 * @param answer Default: `'solved'`
 */
export function localCaptcha(answer = 'solved'): CaptchaVerifier {
  const digest = digestOf(answer)
  return Object.freeze({
    provider: 'local',
    siteKey: 'local',
    verify: async (response: string) => hasDigest(response, digest),
  })
}
