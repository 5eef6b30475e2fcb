// What Turnstile, hCaptcha and reCAPTCHA have in common: a form to `siteverify`, answered by JSON with `success`.
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import type { Problem } from '../../kernel/problem/problem.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import { createWorkQueue } from '../identity/work-queue.ts'
import type { CaptchaVerifier } from './captcha-verifier.ts'

/** What a provider knows a site by. */
export interface SiteVerifyOptions {
  /** Public; the script of the provider needs it. */
  readonly siteKey: string
  /** What proves to the provider who asks. */
  readonly secret: string
  /** The hosts of the pages where captchas may be solved. Default: those that the provider knows. */
  readonly hostnames?: readonly string[]
  /** Where responses are verified, by https or on this machine. Default: at the provider. */
  readonly endpoint?: string
}

/** One provider. */
export interface SiteVerifyProvider {
  readonly name: string
  readonly endpoint: string
  /** Further members of the form. Default: none. */
  readonly members?: Readonly<Record<string, string>>
  /** Further conditions on what was solved. Default: none. */
  isGood?(answer: SiteVerifyAnswer): boolean
  /** Milliseconds that it may take to answer. Default: 5,000. */
  readonly timeout?: number
}

export type SiteVerifyAnswer = Readonly<Record<string, unknown>> & { readonly success: boolean }

// A flood of responses must not become one of connections; who had to wait for a slow provider would wait too long.
const limits = { atOnce: 64, waiting: 0 }
// More than any of them sends, in bytes.
const longestAnswer = 65_536

/** A verifier that asks a provider. Throws a DeclarationError for options that cannot work. */
export function createSiteVerify(
  provider: SiteVerifyProvider,
  { siteKey, secret, hostnames, endpoint = provider.endpoint }: SiteVerifyOptions,
): CaptchaVerifier {
  checkOptions(provider.name, { siteKey, secret, endpoint })
  const queue = createWorkQueue(limits)
  const isAtHome = ({ hostname }: SiteVerifyAnswer): boolean =>
    hostnames === undefined || hostnames.some((each) => each === hostname)
  return Object.freeze({
    provider: provider.name,
    siteKey,
    async verify(response: string, address: string) {
      const form = { secret, response, remoteip: address, ...provider.members }
      const answer = await queue.run(() => ask(endpoint, form, provider.timeout ?? 5000))
      refuseOwnFault(answer)
      return answer.success && isAtHome(answer) && provider.isGood?.(answer) !== false
    },
  })
}

async function ask(
  endpoint: string,
  form: Readonly<Record<string, string>>,
  timeout: number,
): Promise<SiteVerifyAnswer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(form),
    // The secret is for nobody else.
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw unusable(`The captcha provider answered ${response.status}.`)
  }
  return toAnswer(JSON.parse(await readText(response)))
}

async function readText({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    if (length > longestAnswer) throw unusable('The captcha provider answered too much.')
    parts.push(part)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts))
}

function toAnswer(value: unknown): SiteVerifyAnswer {
  if (isObject(value) && typeof value['success'] === 'boolean') return value as SiteVerifyAnswer
  throw unusable('The captcha provider answered something else.')
}

// Those of the request to the provider, which no client can mend; all others are those of the response.
const ownFaults: ReadonlySet<unknown> = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'missing-remoteip',
  'invalid-remoteip',
  'sitekey-secret-mismatch',
  'not-using-dummy-passcode',
  'internal-error',
])

function refuseOwnFault({ success, 'error-codes': codes }: SiteVerifyAnswer): void {
  const fault = !success && Array.isArray(codes) ? codes.find((code) => ownFaults.has(code)) : undefined
  if (fault !== undefined) throw unusable(`The captcha provider does not take our requests: ${fault}.`)
}

const unusable = (detail: string): Problem => new Unavailable({ detail })

function checkOptions(
  name: string,
  { siteKey, secret, endpoint }: Readonly<Record<'siteKey' | 'secret' | 'endpoint', string>>,
): void {
  const faults: DeclarationFault[] = []
  const check = (holds: boolean, path: string, message: string, remedy: string) => {
    if (!holds) faults.push({ path: `${name}.${path}`, message, remedy })
  }
  check(siteKey !== '', 'siteKey', 'is empty', 'give the one that the provider shows')
  check(secret !== '', 'secret', 'is empty', 'give the one that the provider shows')
  check(
    isSafe(endpoint),
    'endpoint',
    'would show the secret to others',
    'write a URL that begins with https://',
  )
  if (faults.length > 0) throw new DeclarationError(faults)
}

function isSafe(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false
  const { protocol, hostname } = new URL(endpoint)
  return protocol === 'https:' || (protocol === 'http:' && local.has(hostname))
}

const local: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
