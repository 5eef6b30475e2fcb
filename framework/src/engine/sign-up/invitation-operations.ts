// Operation Objects of OpenAPI 3.1 for /auth/invitations.
import { hasRole } from '../../declaration/policy/rule.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { toCollectionOperations, type CollectionOperations } from '../identity/collection-operations.ts'
import { idParameter } from '../identity/operation-response.ts'
import { newInvitationSchema } from './invitation-body.ts'

/** Where invitations are. */
export const invitationsPath = '/auth/invitations'

/** What one must be granted to see the invitations, and to make and withdraw them. */
export const invitationScopes = { read: 'invitations:read', write: 'invitations:write' } as const

const properties = {
  id: { type: 'string', format: 'uuid' },
  email: { type: ['string', 'null'], description: 'The only address it is good for; null: any.' },
  createdAt: { type: 'string', format: 'date-time' },
  expiresAt: { type: 'string', format: 'date-time' },
} satisfies Record<string, JsonSchema>

const invitationSchema: JsonSchema = { type: 'object', properties, required: Object.keys(properties) }

const createdSchema: JsonSchema = {
  type: 'object',
  properties: {
    ...properties,
    code: { type: 'string', description: 'For `X-Invitation`; it is never shown again.' },
  },
  required: [...Object.keys(properties), 'code'],
}

const example = {
  id: '0198c0de-5bd4-7c9a-8f1e-2f6f4c1b9a01',
  email: 'grace@example.com',
  createdAt: '2030-01-01T12:00:00.000Z',
  expiresAt: '2030-01-08T12:00:00.000Z',
}
const newExample = { ...example, code: `invitation_${'x'.repeat(43)}` }

/** How the invitations look in the OpenAPI document, where a role invites. */
export function toInvitationOperations(role: string): CollectionOperations {
  return toCollectionOperations({
    path: invitationsPath,
    noun: 'invitation',
    scopes: invitationScopes,
    rule: hasRole(role).node,
    id: idParameter,
    member: { schema: invitationSchema, example },
    created: { schema: createdSchema, example: newExample },
    body: newInvitationSchema,
    create: {
      summary: 'Invite somebody',
      text: 'Its code stands in this answer and nowhere else; it makes one user.',
      answer: 'The invitation and its code.',
    },
    list: { summary: 'List the invitations', text: 'Those that nobody has used, the newest first.' },
    read: { summary: 'Get an invitation', text: 'All but its code.' },
    delete: {
      summary: 'Withdraw an invitation',
      text: 'It is good no more.',
      answer: 'The invitation is withdrawn.',
    },
  })
}
