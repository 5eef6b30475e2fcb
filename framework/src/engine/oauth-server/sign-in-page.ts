import type { Client } from 'oidc-provider'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import type { Page } from '../pages/page.ts'
import { schemesOf, toClientHtml, toPlaceHtml } from './client-words.ts'

/** What every page of an interaction shows. */
export interface Shown {
  readonly client: Client
  /** Where the browser goes in the end; undefined where a device is let in. */
  readonly redirectUri: unknown
  /** Who is signed in by now. */
  readonly signedInAs: string | undefined
}

/** What the page to sign in shows. */
export interface SignInShown extends Shown {
  readonly fault?: string | undefined
  /** As it was typed, or as the client guesses it. */
  readonly username: string | undefined
  /** Where people go who forgot their password. */
  readonly passwordReset: string | undefined
}

/** Asks people for name and password. */
export function toSignInPage(shown: SignInShown): Page {
  const { client, redirectUri, signedInAs, fault, username = '', passwordReset } = shown
  const alert =
    fault === undefined ? '' : `<p class="fault" role="alert" id="fault">${escapeHtml(fault)}</p>\n`
  const place = toPlaceHtml(redirectUri)
  const again =
    signedInAs === undefined
      ? ''
      : `<p>You are signed in as <strong><bdi>${escapeHtml(signedInAs)}</bdi></strong>. Sign in once more, or as somebody else.</p>\n`
  const forgotten =
    passwordReset === undefined
      ? ''
      : `\n<p><a href="${escapeHtml(passwordReset)}">Forgot your password?</a></p>`
  return {
    title: 'Sign in',
    status: fault === undefined ? 200 : 400,
    leadsTo: schemesOf(redirectUri),
    main: `<p>${toClientHtml(client)} asks you to sign in.${place === undefined ? '' : ` Afterwards you go back to ${place}.`}</p>
${again}${alert}<form method="post">
<label for="username">Name</label>
<input id="username" name="username" required autocomplete="username" autocapitalize="none" spellcheck="false" value="${escapeHtml(username)}"${toState(fault, username === '')}>
<label for="password">Password</label>
<input id="password" name="password" type="password" required autocomplete="current-password"${toState(fault, username !== '')}>
<button>Sign in</button>
<button name="decision" value="cancel" formnovalidate>Cancel</button>
</form>${forgotten}`,
  }
}

/** Who reads by ear is told of a fault with the field they come to. */
function toState(fault: string | undefined, isFirst: boolean): string {
  const wrong = fault === undefined ? '' : ' aria-invalid="true" aria-describedby="fault"'
  return isFirst ? `${wrong} autofocus` : wrong
}
