import type { CaptchaVerifier } from './captcha-verifier.ts'
import { createSiteVerify, type SiteVerifyOptions } from './site-verify.ts'

/** How Cloudflare Turnstile knows a site. */
export interface TurnstileOptions extends SiteVerifyOptions {
  /** What the widget of the page calls its action. Default: any. */
  readonly action?: string
}

/** Captchas by Cloudflare Turnstile. */
export function turnstile(options: TurnstileOptions): CaptchaVerifier {
  const { action } = options
  return createSiteVerify(
    {
      name: 'turnstile',
      endpoint: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
      isGood: (answer) => action === undefined || answer['action'] === action,
    },
    options,
  )
}
