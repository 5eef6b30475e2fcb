import type { CaptchaVerifier } from './captcha-verifier.ts'
import { createSiteVerify, type SiteVerifyOptions } from './site-verify.ts'

/** Captchas by hCaptcha. */
export function hCaptcha(options: SiteVerifyOptions): CaptchaVerifier {
  return createSiteVerify(
    {
      name: 'hcaptcha',
      endpoint: 'https://api.hcaptcha.com/siteverify',
      // Responses of other sites are then no good.
      members: { sitekey: options.siteKey },
    },
    options,
  )
}
