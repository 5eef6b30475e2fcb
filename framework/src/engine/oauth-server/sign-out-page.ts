import { escapeHtml } from '../../kernel/values/escape-html.ts'
import type { Page } from '../pages/page.ts'

const goOn = 'Applications you have let in go on until you end their sessions, or sign out there.'

/** Asks whether a browser shall let go of a user. */
export const toSignOutPage = (signedInAs: string): Page => ({
  title: 'Sign out',
  main: `<p>This browser is signed in as <strong><bdi>${escapeHtml(signedInAs)}</bdi></strong>. ${goOn}</p>
<form method="post">
<button>Sign out</button>
</form>`,
})

/** Nobody is signed in, or not any more. */
export const toSignedOutPage = (): Page => ({
  title: 'You are signed out',
  main: `<p>Nobody is signed in here in this browser. ${goOn}</p>`,
})
