// OAuth 2.0 Form Post Response Mode: the answer goes to the client by a form that the browser sends.
import type { KoaContextWithOIDC } from 'oidc-provider'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import { schemesOf } from './client-words.ts'
import { renderPage } from './error-page.ts'

const script = 'document.forms[0].submit()'

/** Shows a form that a script sends at once, or else a person. */
export function renderFormPost(
  context: KoaContextWithOIDC,
  redirectUri: string,
  answer: Readonly<Record<string, unknown>>,
): void {
  const inputs = Object.entries(answer).map(
    ([name, value]) =>
      `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(String(value))}">`,
  )
  renderPage(context, {
    title: 'Back to the application',
    status: 'error' in answer ? 400 : 200,
    leadsTo: schemesOf(redirectUri),
    script,
    main: `<form method="post" action="${escapeHtml(redirectUri)}">
${inputs.join('\n')}
<button>Continue</button>
</form>`,
  })
}
