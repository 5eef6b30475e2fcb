import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { toTimestamp } from '../../kernel/values/clock.ts'
import { createValidator } from '../../protocol/body/validator.ts'
import { isToCome, notToCome } from '../identity/expiry.ts'
import type { NewInvitation } from './invitation-store.ts'

/** The body that makes an invitation. */
export const newInvitationSchema = {
  type: 'object',
  properties: {
    email: {
      type: ['string', 'null'],
      format: 'email',
      maxLength: 254,
      description: 'The only address it is good for; none: any.',
      examples: ['grace@example.com'],
    },
    expiresAt: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'Until when it is good; none: for 7 days.',
      examples: ['2030-01-01T00:00:00.000Z'],
    },
  },
  additionalProperties: false,
} satisfies JsonSchema

const validate = createValidator(newInvitationSchema)

// Long enough for whoever is on holidays, in milliseconds.
const usualLifetime = 7 * 24 * 3_600_000

/** What decides whether an invitation may be made. */
export interface NewInvitationRules {
  /** Whether users have an e-mail address that it could be for. */
  readonly hasEmail: boolean
  readonly now: number
}

/** An invitation from what somebody has written: 422 naming each fault. */
export function toNewInvitation(value: unknown, { hasEmail, now }: NewInvitationRules): NewInvitation {
  const errors = validate(value)
  if (errors.length > 0) throw new ValidationFailed({ errors })
  // The schema leaves nothing else.
  const { email = null, expiresAt = null } = value as Partial<Record<'email' | 'expiresAt', string | null>>
  const end = expiresAt === null ? now + usualLifetime : Date.parse(expiresAt)
  const faults: Fault[] = []
  if (email !== null && !hasEmail) faults.push(withoutEmail)
  if (!isToCome(end, now)) faults.push(notToCome)
  if (faults.length > 0) throw new ValidationFailed({ errors: faults })
  return { email: email === null ? null : email.normalize('NFC'), expiresAt: toTimestamp(end) }
}

const withoutEmail: Fault = {
  pointer: '/email',
  code: 'no_email_field',
  detail: 'must be left out: the users of this API have no e-mail address',
}
