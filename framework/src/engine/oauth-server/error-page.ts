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

/** What a person sees whose request cannot go back to the client it came from. */
export function renderError(
  context: KoaContextWithOIDC,
  { error, error_description: reason }: ErrorOut,
): void {
  const explanation = reason === undefined ? '' : ` (${escapeHtml(reason)})`
  renderPage(context, {
    title: 'This does not work',
    status: context.status,
    main:
      `<p>What led you here made a mistake: <code>${escapeHtml(error)}</code>${explanation}.</p>\n` +
      '<p>Go back and try again. If it stays so, tell those who run the application you came from.</p>',
  })
}
