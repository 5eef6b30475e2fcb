import {
  captcha,
  hCaptcha,
  invitation,
  localCaptcha,
  reCaptcha,
  turnstile,
  type CaptchaVerifier,
  type SignUp,
} from 'ninety/identity'
import type { CaptchaConfiguration, Configuration } from './configuration.ts'

/** Who makes an account besides administrators, as the environment wants it. */
export function toSignUp({ signUp }: Configuration): SignUp {
  if (typeof signUp !== 'string') return captcha(toVerifier(signUp))
  return signUp === 'invitation' ? invitation() : signUp
}

function toVerifier({ provider, siteKey, secret }: CaptchaConfiguration): CaptchaVerifier {
  switch (provider) {
    case 'turnstile':
      return turnstile({ siteKey, secret })
    case 'hcaptcha':
      return hCaptcha({ siteKey, secret })
    case 'recaptcha':
      return reCaptcha({ siteKey, secret })
    case 'local':
      return localCaptcha(secret)
  }
}
