import type { SignUpTerms } from '../../declaration/resource/sign-up.ts'
import { CaptchaFailed, CaptchaRequired, CaptchaUnavailable } from '../../kernel/problem/catalogue.ts'
import { headerOf } from '../../protocol/message/message.ts'
import type { SignUpPolicy } from '../identity/sign-up-policy.ts'
import type { CaptchaVerifier } from './captcha-verifier.ts'

/** Whoever solves a captcha makes a user: `signUp: captcha(turnstile({ siteKey, secret }))`. */
export function captcha(verifier: CaptchaVerifier): SignUpPolicy {
  const { provider, siteKey } = verifier
  return Object.freeze({
    terms,
    shown: { captcha: { provider, siteKey } },
    begin(request) {
      const response = headerOf(request, header) ?? ''
      if (response === '') throw new CaptchaRequired({ detail: missing })
      return {
        async verify() {
          if (!(await isSolved(verifier, response, request.address)))
            throw new CaptchaFailed({ detail: failed })
        },
      }
    },
  } satisfies SignUpPolicy)
}

const header = 'x-captcha-response'
const missing =
  'Send what the captcha gave you as X-Captcha-Response; GET /auth/sign-up says which captcha it is.'
const failed = 'The captcha was not solved, or its response was sent before, or is too old.'

const terms: SignUpTerms = {
  policy: 'captcha',
  who: 'anyone who solves a captcha',
  header: {
    name: 'X-Captcha-Response',
    description:
      'What the captcha gave the page once it was solved; good once. Whom the rule lets make users needs none.',
    example: 'solved',
  },
  problems: [CaptchaRequired, CaptchaFailed, CaptchaUnavailable],
}

async function isSolved(verifier: CaptchaVerifier, response: string, address: string): Promise<boolean> {
  try {
    return (await verifier.verify(response, address)) === true
  } catch (cause) {
    throw new CaptchaUnavailable({ headers: { 'retry-after': '5' }, cause })
  }
}
