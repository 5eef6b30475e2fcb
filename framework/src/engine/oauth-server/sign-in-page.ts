import { escapeHtml } from '../../kernel/values/escape-html.ts'
import type { Page } from '../pages/page.ts'

/** What every page of an interaction shows. */
export interface Shown {
  /** Name of the client. */
  readonly client: string
  /** Where the browser goes in the end. */
  readonly redirectUri: unknown
  readonly uid: string
}

/** What the page to sign in shows. */
export interface SignInShown extends Shown {
  readonly fault?: string | undefined
  /** As it was typed. */
  readonly username?: string | undefined
}

/** Asks people for name and password. */
export function toSignInPage({ client, redirectUri, uid, fault, username = '' }: SignInShown): Page {
  const alert =
    fault === undefined ? '' : `<p class="fault" role="alert" id="fault">${escapeHtml(fault)}</p>\n`
  const described = fault === undefined ? '' : ' aria-describedby="fault"'
  return {
    title: 'Sign in',
    status: fault === undefined ? 200 : 400,
    leadsTo: originsOf(redirectUri),
    main: `<p><strong>${escapeHtml(client)}</strong> asks you to sign in.</p>
${alert}<form method="post" action="${escapeHtml(uid)}">
<label for="username">Name</label>
<input id="username" name="username" required autocomplete="username" autocapitalize="none" spellcheck="false" value="${escapeHtml(username)}"${described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" required autocomplete="current-password"${described}>
<button>Sign in</button>
<button name="decision" value="cancel" formnovalidate>Cancel</button>
</form>`,
  }
}

/** Where forms lead to in the end: browsers hold their redirects to the page's policy. */
export function originsOf(redirectUri: unknown): readonly string[] {
  if (typeof redirectUri !== 'string' || !URL.canParse(redirectUri)) return []
  const { protocol, origin } = new URL(redirectUri)
  return [/^https?:$/.test(protocol) ? origin : protocol]
}
