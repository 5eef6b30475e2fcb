// The pages of the device grant (RFC 8628 section 3.3): a code is typed, and compared with the one on the device.
import type { Client, ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import { renderPage } from './error-page.ts'

/** Asks for the code that a device shows. */
export function renderDeviceCode(
  context: KoaContextWithOIDC,
  _form: string,
  _out?: ErrorOut,
  error?: Error & { readonly userCode?: string },
): void {
  const fault = error === undefined ? '' : `<p class="fault" role="alert">${toFault(error)}</p>\n`
  renderPage(context, {
    title: 'Let a device in',
    status: error === undefined ? 200 : 400,
    main: `${fault}<form method="post" action="${toAction(context)}">
${toSecret(context)}
<label for="user_code">The code your device shows</label>
<input id="user_code" name="user_code" required autocomplete="off" autocapitalize="characters" spellcheck="false" value="${escapeHtml(error?.userCode ?? '')}">
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
    main: `<p><strong>${escapeHtml(client.clientName ?? client.clientId)}</strong> asks to be let in. Your device must show this code:</p>
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
  renderPage(context, {
    title: 'The device is let in',
    main: '<p>You can close this page and go on there.</p>',
  })
}

function toFault({ name }: Error): string {
  if (name === 'AbortedError') return 'The device was not let in.'
  return 'No device waits for this code. Look at it once more, or have the device show a new one.'
}

const toAction = (context: KoaContextWithOIDC): string =>
  escapeHtml(new URL(context.oidc.urlFor('code_verification')).pathname)

/** What shows that the form was sent from this very browser. */
const toSecret = ({ oidc }: KoaContextWithOIDC): string => {
  const { secret } = (oidc.session as unknown as { readonly state: { readonly secret: string } }).state
  return `<input type="hidden" name="xsrf" value="${escapeHtml(secret)}">`
}
