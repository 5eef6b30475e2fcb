// Operation Objects of OpenAPI 3.1 for /auth/invitations.
import { describeRule } from '../../declaration/policy/describe.ts'
import { hasRole } from '../../declaration/policy/rule.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import {
  idParameter,
  pageParameters,
  toEmptyResponse,
  toJsonResponse,
  toPageSchema,
  withHeader,
} from '../identity/operation-response.ts'
import { newInvitationSchema } from './invitation-body.ts'

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

/** What one must be granted to see the invitations, and to make and withdraw them. */
export const readScope = 'invitations:read'
export const writeScope = 'invitations:write'

/** How the invitations look in the OpenAPI document, where a role invites. */
export function toInvitationOperations(
  role: string,
): Readonly<Record<'create' | 'list' | 'read' | 'withdraw', OperationObject>> {
  const rule = hasRole(role).node
  const describe = (summary: string, scope: string, text: string) => ({
    summary,
    description: `${text}\n\nAllowed: ${describeRule(rule)}.`,
    tags: ['auth'],
    'x-access': { rule, scopes: [scope] },
  })
  return {
    create: {
      operationId: 'createInvitation',
      ...describe(
        'Invite somebody',
        writeScope,
        'Its code stands in this answer and nowhere else; it makes one user.',
      ),
      requestBody: { required: true, content: { 'application/json': { schema: newInvitationSchema } } },
      responses: {
        201: withHeader(
          toJsonResponse('The invitation and its code.', createdSchema, newExample),
          'Location',
          'The address of the invitation.',
        ),
      },
    },
    list: {
      operationId: 'listInvitations',
      ...describe('List the invitations', readScope, 'Those that nobody has used, the newest first.'),
      parameters: pageParameters,
      responses: {
        200: withHeader(
          toJsonResponse('A page of invitations.', toPageSchema(invitationSchema), {
            data: [example],
            page: { limit: 20, next: null, prev: null, first: '/auth/invitations?limit=20' },
          }),
          'Link',
          'The neighbours of the page (RFC 8288).',
        ),
      },
    },
    read: {
      operationId: 'getInvitation',
      ...describe('Get an invitation', readScope, 'All but its code.'),
      parameters: [idParameter],
      responses: { 200: toJsonResponse('The invitation.', invitationSchema, example) },
    },
    withdraw: {
      operationId: 'deleteInvitation',
      ...describe('Withdraw an invitation', writeScope, 'It is good no more.'),
      parameters: [idParameter],
      responses: { 204: toEmptyResponse('The invitation is withdrawn.') },
    },
  }
}
