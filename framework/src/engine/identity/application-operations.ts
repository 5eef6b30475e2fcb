// Operation Objects of OpenAPI 3.1 for /auth/applications.
import { describeRule } from '../../declaration/policy/describe.ts'
import { hasRole } from '../../declaration/policy/rule.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import { newApplicationSchema } from './application-body.ts'
import {
  idParameter,
  pageParameters,
  toEmptyResponse,
  toJsonResponse,
  toPageSchema,
  withHeader,
} from './operation-response.ts'

const moment = { type: ['string', 'null'], format: 'date-time' } as const
const properties = {
  id: { type: 'string', format: 'uuid' },
  name: { type: 'string' },
  prefix: { type: 'string', description: 'What the key begins with.' },
  scopes: { type: 'array', items: { type: 'string' } },
  createdAt: { type: 'string', format: 'date-time' },
  expiresAt: { ...moment, description: 'Null: never.' },
  lastUsedAt: { ...moment, description: 'To the minute; null: not yet.' },
} satisfies Record<string, JsonSchema>

const applicationSchema: JsonSchema = { type: 'object', properties, required: Object.keys(properties) }

const createdSchema: JsonSchema = {
  type: 'object',
  properties: {
    ...properties,
    key: { type: 'string', description: 'For `X-Application-Key`; it is never shown again.' },
  },
  required: [...Object.keys(properties), 'key'],
}

const example = {
  id: '0198c0de-5bd4-7c9a-8f1e-2f6f4c1b9a01',
  name: 'Nightly report',
  prefix: 'ninety_0123456789abcdef',
  scopes: ['todos:read'],
  createdAt: '2030-01-01T12:00:00.000Z',
  expiresAt: null,
  lastUsedAt: '2030-01-01T12:05:00.000Z',
}
const newExample = { ...example, lastUsedAt: null, key: `${example.prefix}_${'x'.repeat(43)}` }

/** How the applications look in the OpenAPI document, where a role manages them. */
export function toApplicationOperations(
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
      operationId: 'createApplication',
      ...describe('Make an application key', writeScope, 'The key stands in this answer and nowhere else.'),
      requestBody: { required: true, content: { 'application/json': { schema: newApplicationSchema } } },
      responses: {
        201: withHeader(
          toJsonResponse('The application and its key.', createdSchema, newExample),
          'Location',
          'The address of the application.',
        ),
      },
    },
    list: {
      operationId: 'listApplications',
      ...describe('List the applications', readScope, 'The newest first.'),
      parameters: pageParameters,
      responses: {
        200: withHeader(
          toJsonResponse('A page of applications.', toPageSchema(applicationSchema), {
            data: [example],
            page: { limit: 20, next: null, prev: null, first: '/auth/applications?limit=20' },
          }),
          'Link',
          'The neighbours of the page (RFC 8288).',
        ),
      },
    },
    read: {
      operationId: 'getApplication',
      ...describe('Get an application', readScope, 'All but its key.'),
      parameters: [idParameter],
      responses: { 200: toJsonResponse('The application.', applicationSchema, example) },
    },
    withdraw: {
      operationId: 'deleteApplication',
      ...describe(
        'Withdraw an application key',
        writeScope,
        'It is refused from now on; the others stay good.',
      ),
      parameters: [idParameter],
      responses: {
        204: toEmptyResponse('The key is withdrawn.'),
      },
    },
  }
}

/** What one must be granted to see the applications, and to make and withdraw them. */
export const readScope = 'applications:read'
export const writeScope = 'applications:write'
