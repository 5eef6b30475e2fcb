import type { Endpoint } from '../../../protocol/message/endpoint.ts'
import { pagePaths } from './code-mails.ts'
import { createCodePage, toInput, type Sent } from './code-pages.ts'
import type { PasswordReset } from './password-reset.ts'

const requested = 'If there is such an account, a mail is on its way to its address. It says how to go on.'
const done = 'You have another password, and are signed out everywhere. Sign in with the new one.'

/** The page on which people ask for another password and choose it. */
export function createPasswordResetPage(reset: () => PasswordReset): Endpoint[] {
  return createCodePage({
    path: pagePaths['password-reset'],
    title: 'Choose another password',
    async submit({ username, code, password }, { address }) {
      if (username !== undefined) {
        await reset().request(username, address)
        return requested
      }
      await reset().confirm(code?.trim() ?? '', password ?? '', address)
      return done
    },
    toForms: (action, sent, fault) =>
      sent['code'] === undefined
        ? `${toRequestForm(action, sent, fault)}\n${toConfirmForm(action, sent, undefined)}`
        : `${toConfirmForm(action, sent, fault)}\n<p><a href="../password-reset">Ask for another code</a></p>`,
  })
}

const toRequestForm = (
  action: string,
  sent: Sent,
  fault: string | undefined,
): string => `<section id="request">
<h2>Ask for a code</h2>
<form method="post" ${action}>
${toInput('username', 'User name or e-mail address', 'autocomplete="username" autocapitalize="none" spellcheck="false"', { value: sent['username'], fault })}
<button>Send a mail</button>
</form>
</section>`

const toConfirmForm = (action: string, sent: Sent, fault: string | undefined): string => `<section>
<h2>Use the code</h2>
<form method="post" ${action}>
${toInput('code', 'Code from the mail', 'autocomplete="one-time-code" autocapitalize="none" spellcheck="false"', { value: sent['code'], fault })}
${toInput('password', 'New password', 'type="password" autocomplete="new-password" minlength="10" maxlength="1024"', { fault })}
<button>Set the password</button>
</form>
</section>`
