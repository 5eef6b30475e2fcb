import { escapeHtml } from '../../kernel/values/escape-html.ts'
import type { Page } from '../pages/page.ts'
import { nameOf, schemesOf, toClientHtml, toPlaceHtml } from './client-words.ts'
import { describeScopes } from './scope-words.ts'
import type { Shown } from './sign-in-page.ts'

/** What the page to consent shows. */
export interface ConsentShown extends Shown {
  /** Those that are asked for. */
  readonly scopes: readonly string[]
  /** Whether there is nothing among them that was not allowed before. */
  readonly isKnown: boolean
}

/** Asks people what a client may do for them. */
export function toConsentPage({ client, redirectUri, signedInAs, scopes, isKnown }: ConsentShown): Page {
  const items = describeScopes(scopes).map((words) => `<li>${escapeHtml(words)}</li>`)
  const place = toPlaceHtml(redirectUri)
  const asks = isKnown ? 'asks once more to do what you allowed before' : 'asks to do this for you'
  return {
    title: `Allow ${nameOf(client)}?`,
    leadsTo: schemesOf(redirectUri),
    main: `<p>${toClientHtml(client)} ${asks}:</p>
<ul>
${items.join('\n')}
</ul>
${place === undefined ? '<p>This is for a device that shows a code.</p>' : `<p>Afterwards you go back to ${place}.</p>`}
<p>You can take this back at any time: end its session among yours. Allow only what you know and trust.</p>
<form method="post">
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Do not allow</button>
</form>
<form method="post">
<p>You are signed in as <strong><bdi>${escapeHtml(signedInAs ?? '')}</bdi></strong>.</p>
<button name="decision" value="switch">Not you? Use another account</button>
</form>`,
  }
}
