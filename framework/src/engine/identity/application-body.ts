import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Principal } from '../../declaration/policy/principal.ts'
import { toTimestamp } from '../../kernel/values/clock.ts'
import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseJson } from '../../protocol/body/parse-json.ts'
import { createValidator } from '../../protocol/body/validator.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type { NewApplication } from './application-store.ts'
import { isToCome, notToCome } from './expiry.ts'
import { checkGivenScopes, findUnknownScopes } from './scopes.ts'

/** The body that makes an application. */
export const newApplicationSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Nightly report'] },
    scopes: {
      type: 'array',
      items: { type: 'string' },
      maxItems: 1000,
      uniqueItems: true,
      description: 'What the key is good for; only scopes that the caller has.',
      examples: [['todos:read']],
    },
    expiresAt: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'When the key ends to be good; none: never.',
      examples: ['2030-01-01T00:00:00.000Z'],
    },
  },
  required: ['name', 'scopes'],
  additionalProperties: false,
} satisfies JsonSchema

const validate = createValidator(newApplicationSchema)

interface Body {
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt?: string | null
}

/** What decides whether an application may be made. */
export interface NewApplicationRules {
  /** Every scope of the API. */
  readonly scopes: readonly string[]
  readonly now: number
}

/** Reads an application to be made: 400, 415 and 422 where it is not well formed, 403 for scopes the caller lacks. */
export function readNewApplication(
  request: HttpRequest,
  principal: Principal,
  rules: NewApplicationRules,
): NewApplication {
  checkMediaType(request, ['application/json'])
  const application = toNewApplication(parseJson(request.body ?? new Uint8Array()), rules)
  checkGivenScopes(principal, application.scopes)
  return application
}

/** An application from what somebody has written: 422 naming each fault. */
export function toNewApplication(
  value: unknown,
  { scopes: known, now }: NewApplicationRules,
): NewApplication {
  const errors = validate(value)
  if (errors.length > 0) throw new ValidationFailed({ errors })
  // The schema leaves nothing else.
  const { name, scopes, expiresAt = null } = value as Body
  const end = expiresAt === null ? null : Date.parse(expiresAt)
  const faults = findUnknownScopes(scopes, known)
  if (end !== null && !isToCome(end, now)) faults.push(notToCome)
  if (faults.length > 0) throw new ValidationFailed({ errors: faults })
  return { name, scopes, expiresAt: end === null ? null : toTimestamp(end) }
}
