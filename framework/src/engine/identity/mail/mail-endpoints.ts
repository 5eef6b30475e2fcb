import type { Endpoint } from '../../../protocol/message/endpoint.ts'
import type { IdentitySettings } from '../identity-settings.ts'
import { createEmailVerificationEndpoints } from './email-verification-endpoints.ts'
import { createEmailVerificationPage } from './email-verification-page.ts'
import type { MailHandlers } from './mail-handlers.ts'
import { createPasswordResetEndpoints } from './password-reset-endpoints.ts'
import { createPasswordResetPage } from './password-reset-page.ts'

/** What these endpoints ask for, and others of the API may not. */
export const mailScopes = ({ mail, users }: IdentitySettings): readonly string[] =>
  mail === undefined || users.emailVerified === undefined ? [] : [toVerificationScope(users)]

/** That of changing users. */
const toVerificationScope = ({ resource }: IdentitySettings['users']): string => `${resource.name}:write`

/** What there is where mails can be sent: endpoints, pages, and what the mailer itself shows. */
export function createMailEndpoints(
  { mail, users }: IdentitySettings,
  handlers: () => MailHandlers,
): Endpoint[] {
  if (mail === undefined) return []
  const reset = () => handlers().reset!
  const verification = () => handlers().verification!
  return [
    ...createPasswordResetEndpoints(reset),
    ...createPasswordResetPage(reset),
    ...(users.emailVerified === undefined
      ? []
      : [
          ...createEmailVerificationEndpoints(verification, toVerificationScope(users)),
          ...createEmailVerificationPage(verification),
        ]),
    ...(mail.endpoints ?? []),
  ]
}
