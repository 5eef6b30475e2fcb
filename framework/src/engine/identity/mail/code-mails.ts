import type { Mail, MailPurpose } from '../../mail/mail.ts'
import type { IssuedCode } from './mailed-codes.ts'

/** Where the pages stand that take codes, below the API's root. */
export const pagePaths: Readonly<Record<MailPurpose, string>> = {
  'password-reset': '/auth/password-reset',
  'email-verification': '/auth/email-verification',
}

interface Words {
  readonly subject: string
  readonly reason: string
  readonly task: string
  readonly lifetime: string
  readonly otherwise: string
}

// Nothing that a user chose, such as a name, stands in a mail: it would reach people whom they do not know.
const words: Readonly<Record<MailPurpose, Words>> = {
  'password-reset': {
    subject: 'Choose another password',
    reason: 'Somebody asked for another password for your account',
    task: 'To choose one',
    lifetime: 'an hour',
    otherwise: 'If it was not you, do nothing: your password stays as it is.',
  },
  'email-verification': {
    subject: 'Confirm your e-mail address',
    reason: 'This address was given for an account',
    task: 'To confirm that it is yours',
    lifetime: 'a day',
    otherwise: 'If it was not you, do nothing.',
  },
}

/**
 * The mail that brings a code.
 * @param publicUrl where clients reach the API's root; never taken from a request, whose sender could choose it
 */
export function toCodeMail(
  purpose: MailPurpose,
  to: string,
  { code, expiresAt }: IssuedCode,
  publicUrl: string | undefined,
): Mail {
  const { subject, reason, task, lifetime, otherwise } = words[purpose]
  const page = publicUrl === undefined ? undefined : publicUrl.replace(/\/$/, '') + pagePaths[purpose]
  // Browsers keep the fragment to themselves: no server and no log ever sees the code.
  const url = page && `${page}#code=${code}`
  const way =
    url === undefined ? 'use this code:' : `open this page:\n\n${url}\n\nIf it asks for the code, it is:`
  const site = publicUrl === undefined ? '' : ` at ${publicUrl}`
  const text = `${reason}${site}. ${task}, ${way}\n\n${code}\n\nThe code is good once, for ${lifetime}. ${otherwise}\n`
  return { to, subject, text, code: { purpose, code, url, expiresAt } }
}
