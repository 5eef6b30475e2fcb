// Mails (RFC 5322) as plain data, and the port of whatever carries them.
import { domainToASCII } from 'node:url'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'

/** A mail to one recipient, in plain text. */
export interface Mail {
  /** One address, such as `ada@example.com`, at most 254 characters. */
  readonly to: string
  /** One line of 1 to 200 characters. */
  readonly subject: string
  /** At most 100,000 characters. */
  readonly text: string
  /** The code it brings, for a mailer of your own that has words of its own. Default: it brings none. */
  readonly code?: MailedCode
}

/** A code that proves who reads the mails of an address. */
export interface MailedCode {
  readonly purpose: MailPurpose
  readonly code: string
  /** The page that takes the code, with it in the fragment; undefined where the API does not know its `publicUrl`. */
  readonly url: string | undefined
  /** RFC 3339. */
  readonly expiresAt: string
}

/** What a code is good for. */
export type MailPurpose = 'password-reset' | 'email-verification'

/** Carries mails: the port of every way to send them. */
export interface Mailer {
  /** Resolves once the mail is on its way; rejects where it could not be handed over. */
  send(mail: Mail): Promise<void>
  /** Where mails can be read, for a mailer that keeps them; the API serves these addresses. Default: none. */
  readonly endpoints?: readonly Endpoint[]
}

const longestAddress = 254
const longestSubject = 200
const longestText = 100_000

/** What could end an address, begin another one or another header stands in none. */
const addressForm = /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]+@([^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]+)$/u
const lineForm = /^[^\p{Cc}\p{Cs}\u2028\u2029]+$/u

/** Whether a text is one address of a mailbox, without a name. */
export function isMailAddress(text: string): boolean {
  const domain = addressForm.exec(text)?.[1]
  return domain !== undefined && text.length <= longestAddress && domainToASCII(domain) !== ''
}

/** Refuses what is no proper mail, header injection above all: VALIDATION_FAILED (422) naming each fault. */
export function checkMail({ to, subject, text }: Mail): void {
  const faults: Fault[] = []
  const check = (holds: boolean, pointer: string, code: string, detail: string) => {
    if (!holds) faults.push({ pointer, code, detail })
  }
  check(isMailAddress(to), '/to', 'invalid_email', 'must be one e-mail address')
  check(lineForm.test(subject), '/subject', 'invalid', 'must be one line')
  check(
    subject.length <= longestSubject,
    '/subject',
    'too_long',
    `has more than ${longestSubject} characters`,
  )
  check(text.length <= longestText, '/text', 'too_long', `has more than ${longestText} characters`)
  if (faults.length > 0) throw new ValidationFailed({ errors: faults })
}
