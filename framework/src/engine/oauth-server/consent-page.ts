import { escapeHtml } from '../../kernel/values/escape-html.ts'
import type { Page } from '../pages/page.ts'
import { originsOf, type Shown } from './sign-in-page.ts'

/** What the page to consent shows. */
export interface ConsentShown extends Shown {
  readonly scopes: readonly string[]
}

/** Asks people what a client may do for them. */
export function toConsentPage({ client, redirectUri, uid, scopes }: ConsentShown): Page {
  const name = escapeHtml(client)
  const items = scopes.map((scope) => `<li>${escapeHtml(describeScope(scope))}</li>`)
  return {
    title: `Allow ${client}?`,
    leadsTo: originsOf(redirectUri),
    main: `<p><strong>${name}</strong> asks to do this for you:</p>
<ul>
${items.join('\n')}
</ul>
<form method="post" action="${escapeHtml(uid)}">
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Do not allow</button>
</form>`,
  }
}

/** A scope in words; the scopes of resources are `<resource>:read` and `<resource>:write`. */
function describeScope(scope: string): string {
  if (scope === 'openid') return 'know who you are'
  if (scope === 'profile') return 'know your name'
  const [resource, verb] = scope.split(':')
  if (verb === 'read') return `see your ${resource}`
  if (verb === 'write') return `change your ${resource}`
  return scope
}
