// The entry `ninety/identity`: users who sign in by password and come with access tokens.
export { identity } from './engine/identity/identity.ts'
export type { ApplicationKeyOptions, IdentityOptions } from './engine/identity/identity-settings.ts'
export type { CookieOptions } from './engine/identity/cookies.ts'
export type { UserSource } from './engine/identity/user-source.ts'
export type { Authenticator, Identity, IdentityContext, RowWrite } from './engine/identity/authenticator.ts'
export type { Administration, ApplicationAdministration } from './engine/identity/administration.ts'
export type { Application, CreatedApplication } from './engine/identity/application-store.ts'
export { createSecretHasher, secretHasher } from './engine/identity/password-hash.ts'
export type { PasswordHasher, PasswordHasherOptions, SecretHasher } from './engine/identity/password-hash.ts'
export type { Argon2Cost } from './engine/identity/phc-hash.ts'
export { memoryAttempts } from './engine/identity/attempt-counters.ts'
export type { AttemptCounter, AttemptCounters, AttemptLimit } from './engine/identity/attempt-counters.ts'
export type { RowWriter } from './engine/identity/row-writer.ts'
export { createLoginThrottle } from './engine/identity/login-throttle.ts'
export type { LoginAttempt, LoginLimits, LoginThrottle } from './engine/identity/login-throttle.ts'
export { measureHashCost } from './engine/identity/hash-cost.ts'
export type { SigningAlgorithm } from './engine/identity/signing-algorithm.ts'
export { firstPartyClient } from './engine/identity/login.ts'
export { captcha } from './engine/sign-up/captcha.ts'
export type { CaptchaVerifier } from './engine/sign-up/captcha-verifier.ts'
export { hCaptcha } from './engine/sign-up/h-captcha.ts'
export { invitation } from './engine/sign-up/invitation.ts'
export type { InvitationOptions } from './engine/sign-up/invitation.ts'
export { localCaptcha } from './engine/sign-up/local-captcha.ts'
export { reCaptcha } from './engine/sign-up/re-captcha.ts'
export type { ReCaptchaOptions } from './engine/sign-up/re-captcha.ts'
export type { SiteVerifyOptions } from './engine/sign-up/site-verify.ts'
export { turnstile } from './engine/sign-up/turnstile.ts'
export type { TurnstileOptions } from './engine/sign-up/turnstile.ts'
export type {
  CreatedInvitation,
  Invitation,
  InvitationAdministration,
  NewUser,
  SignUp,
  SignUpAttempt,
  SignUpContext,
  SignUpPolicy,
} from './engine/identity/sign-up-policy.ts'
export type { SignUpHeader, SignUpTerms } from './declaration/resource/sign-up.ts'
