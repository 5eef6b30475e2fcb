import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import { toPageReply, type Page } from '../pages/page.ts'

/** Answers a request of oidc-provider by a page. */
export function renderPage(context: KoaContextWithOIDC, page: Page): void {
  const { status, headers, body } = toPageReply(page)
  context.status = status
  context.set(headers)
  context.body = body
}

/** What programs call: they get the error as it is, whatever they accept. */
const forPrograms = new Set([
  'token',
  'revocation',
  'introspection',
  'pushed_authorization_request',
  'device_authorization',
  'jwks',
  'discovery',
])

/** What a person sees whose request cannot go back to the client it came from. */
export function renderError(context: KoaContextWithOIDC, out: ErrorOut, cause?: Error): void {
  if (forPrograms.has(context.oidc.route)) {
    context.body = out
    return
  }
  const { status } = context
  const { error, error_description: reason } = out
  if (cause?.name === 'SessionNotFound') return renderEnded(context, status)
  if (status >= 500)
    return renderPage(context, { title: 'That did not work', status, main: '<p>Try again in a moment.</p>' })
  const explanation = reason === undefined ? '' : ` (${escapeHtml(reason)})`
  renderPage(context, {
    title: 'This does not work',
    status,
    main:
      `<p>What led you here made a mistake: <code>${escapeHtml(error)}</code>${explanation}.</p>\n` +
      '<p>Go back and try again. If it stays so, tell those who run the application you came from.</p>',
  })
}

const renderEnded = (context: KoaContextWithOIDC, status: number): void =>
  renderPage(context, {
    title: 'This sign-in has ended',
    status,
    main: '<p>Go back to the application you came from, and begin again.</p>',
  })

/**
 * A page of oidc-provider's own is sent by a script of its own, where a browser is signed in as somebody else by now than
 * when the sign-in began; people are told instead.
 */
export async function replaceForeignPages(
  context: KoaContextWithOIDC,
  next: () => Promise<void>,
): Promise<void> {
  await next()
  const { response, status } = context
  const isOurs = response.get('content-security-policy') !== ''
  const isRedirect = status >= 300 && status < 400
  if (response.is('html') && !isOurs && !isRedirect) renderEnded(context, 400)
}
