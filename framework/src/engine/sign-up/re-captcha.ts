import type { CaptchaVerifier } from './captcha-verifier.ts'
import { createSiteVerify, type SiteVerifyAnswer, type SiteVerifyOptions } from './site-verify.ts'

/** How Google reCAPTCHA knows a site. */
export interface ReCaptchaOptions extends SiteVerifyOptions {
  /** What the page calls its action; of version 3 alone. Default: any. */
  readonly action?: string
  /** How sure it must be, from 0 to 1, that somebody is no program; of version 3 alone. Default: 0.5. */
  readonly leastScore?: number
}

/** Captchas by Google reCAPTCHA, version 2 or 3. */
export function reCaptcha(options: ReCaptchaOptions): CaptchaVerifier {
  const { action, leastScore = 0.5 } = options
  const isSure = ({ score }: SiteVerifyAnswer): boolean =>
    score === undefined || (typeof score === 'number' && score >= leastScore)
  return createSiteVerify(
    {
      name: 'recaptcha',
      endpoint: 'https://www.google.com/recaptcha/api/siteverify',
      isGood: (answer) => isSure(answer) && (action === undefined || answer['action'] === action),
    },
    options,
  )
}
