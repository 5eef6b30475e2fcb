import type { Endpoint } from '../../../protocol/message/endpoint.ts'
import { pagePaths } from './code-mails.ts'
import { createCodePage, toInput } from './code-pages.ts'
import type { EmailVerification } from './email-verification.ts'

// Another code goes to those alone who are signed in, and who is not verified may not be able to sign in.
const otherWay = `
<p>Sign in where you have your account to be sent another code. Or
<a href="../password-reset">choose another password</a>: the mail for that confirms your address, too.</p>`

/** The page on which people confirm that an address is theirs; nothing is confirmed before they say so. */
export function createEmailVerificationPage(verification: () => EmailVerification): Endpoint[] {
  return createCodePage({
    path: pagePaths['email-verification'],
    title: 'Confirm your e-mail address',
    async submit({ code }) {
      await verification().confirm(code?.trim() ?? '')
      return 'Your address is confirmed.'
    },
    toForms: (action, sent, fault) => `<form method="post" ${action}>
${toInput('code', 'Code from the mail', 'autocomplete="one-time-code" autocapitalize="none" spellcheck="false"', { value: sent['code'], fault })}
<button>Confirm the address</button>
</form>${fault === undefined ? '' : otherWay}`,
  })
}
