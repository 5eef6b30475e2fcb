// The pages of the device grant (RFC 8628 section 3.3): a code is typed, and compared with the one on the device.
import type { Client, ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import { nameOf, toClientHtml } from './client-words.ts'
import { entryNames } from './device-entry.ts'
import { renderError, renderPage } from './error-page.ts'

/** What is wrong with a code, as oidc-provider says it. */
type Fault = Error & { readonly userCode?: string }

/** Asks for the code that a device shows, or tells what became of it. */
export function renderDeviceCode(
  context: KoaContextWithOIDC,
  _form: string,
  out?: ErrorOut,
  error?: Fault,
): void {
  if (error?.name === 'AbortedError') return renderAborted(context)
  if (out !== undefined && context.status >= 500) return renderError(context, out, error)
  const isStale = error === undefined && context.query[entryNames.stale] !== undefined
  const fault = isStale ? tooOld : error && toFault(error)
  const alert =
    fault === undefined ? '' : `<p class="fault" role="alert" id="fault">${escapeHtml(fault)}</p>\n`
  const state = fault === undefined ? '' : ' aria-invalid="true" aria-describedby="fault"'
  renderPage(context, {
    title: 'Let a device in',
    status: fault === undefined ? 200 : 400,
    main: `${alert}<form method="post" action="${toAction(context)}">
${toSecret(context)}
<label for="user_code">The code your device shows</label>
<input id="user_code" name="user_code" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" autofocus value="${escapeHtml(toCode(context, error))}"${state}>
<button>Continue</button>
</form>`,
  })
}

/** Shows which device it is, before anybody signs in for it. */
export function renderDeviceConfirmation(
  context: KoaContextWithOIDC,
  _form: string,
  client: Client,
  _device: unknown,
  userCode: string,
): void {
  renderPage(context, {
    title: 'Is this your device?',
    main: `<p>${toClientHtml(client)} asks to be let in. Your device must show this code:</p>
<p><strong>${escapeHtml(userCode)}</strong></p>
<p>If it does not, or if somebody sent you the code, do not go on.</p>
<form method="post" action="${toAction(context)}">
${toSecret(context)}
<input type="hidden" name="user_code" value="${escapeHtml(userCode)}">
<button name="confirm" value="yes">The code is the same</button>
<button name="abort" value="yes">It is not mine</button>
</form>`,
  })
}

/** Sends people back to their device. */
export function renderDeviceSuccess(context: KoaContextWithOIDC): void {
  const { client } = context.oidc
  renderPage(context, {
    title: 'The device is let in',
    main: `<p>You can close this page and go on ${client === undefined ? 'there' : `with ${escapeHtml(nameOf(client))}`}.</p>`,
  })
}

const renderAborted = (context: KoaContextWithOIDC): void =>
  renderPage(context, {
    title: 'The device was not let in',
    main: `<p>You can close this page.</p>\n<p><a href="${toAction(context)}">Type another code</a></p>`,
  })

const faults: Readonly<Record<string, string>> = {
  NotFoundError: 'No device waits for this code. Look at it once more.',
  ExpiredError: 'This code is good no more. Have the device show a new one.',
  AlreadyUsedError: 'This code was used already. Have the device show a new one.',
  NoCodeError: 'Type the code that your device shows.',
  SessionNotFound: 'This sign-in has ended. Have the device show a new code, and type it here.',
}

const tooOld = 'This page was too old. Type the code once more.'

const toFault = ({ name }: Error): string => faults[name] ?? tooOld

function toCode({ query }: KoaContextWithOIDC, error: Fault | undefined): string {
  const typed = error === undefined ? query[entryNames.code] : error.userCode
  return typeof typed === 'string' ? typed : ''
}

const toAction = (context: KoaContextWithOIDC): string =>
  escapeHtml(new URL(context.oidc.urlFor('code_verification')).pathname)

/** What shows that the form was sent from this very browser. */
const toSecret = ({ oidc }: KoaContextWithOIDC): string => {
  const { secret } = (oidc.session as unknown as { readonly state: { readonly secret: string } }).state
  return `<input type="hidden" name="xsrf" value="${escapeHtml(secret)}">`
}
