import type { IdKind } from '../../../declaration/schema/id.ts'
import { resource, type AnyResource } from '../../../declaration/resource/resource.ts'
import { field } from '../../../declaration/schema/field.ts'
import type { MailPurpose } from '../../mail/mail.ts'

/** Name of the resource that holds the codes. */
export const mailedCodesName = 'mailedCodes'

/** A code as stored: good until it expires, as long as its row is there. */
export interface MailedCodeRow {
  readonly id: string
  readonly userId: string | number
  readonly purpose: MailPurpose
  readonly digest: string
  /** Where it was sent; it is good for no other address. */
  readonly address: string
  readonly expiresAt: string
}

/**
 * The codes that were mailed to users and are good. Of the codes themselves there are digests alone.
 * @param users name of the resource that holds the users; with one of them go their codes
 * @param id how that resource names its rows
 */
export function createMailedCodes(users: string, id: IdKind): AnyResource {
  return resource(mailedCodesName, {
    description: 'Codes that were mailed and are good.',
    fields: {
      userId: field.reference(users, { onDelete: 'cascade', id }),
      purpose: field.choice('password-reset', 'email-verification'),
      digest: field.text().unique().describe('SHA-256 of the code.'),
      address: field.text().describe('Where it was sent.'),
      expiresAt: field.timestamp().indexed(),
    },
  })
}
