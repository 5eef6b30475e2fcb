// The entry `ninety/mail`: how an API sends mails.
export { smtp } from './engine/mail/smtp.ts'
export type { SmtpOptions } from './engine/mail/smtp.ts'
export { inbox } from './engine/mail/inbox.ts'
export type { Inbox, ReceivedMail } from './engine/mail/inbox.ts'
export type { Mail, MailedCode, Mailer, MailPurpose } from './engine/mail/mail.ts'
