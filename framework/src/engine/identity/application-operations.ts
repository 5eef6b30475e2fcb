// Operation Objects of OpenAPI 3.1 for /auth/applications.
import { hasRole } from '../../declaration/policy/rule.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { newApplicationSchema } from './application-body.ts'
import { toCollectionOperations, type CollectionOperations } from './collection-operations.ts'
import { idParameter } from './operation-response.ts'

/** Where applications are. */
export const applicationsPath = '/auth/applications'

/** What one must be granted to see the applications, and to make and withdraw them. */
export const applicationScopes = { read: 'applications:read', write: 'applications:write' } as const

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
export function toApplicationOperations(role: string): CollectionOperations {
  return toCollectionOperations({
    path: applicationsPath,
    noun: 'application',
    scopes: applicationScopes,
    rule: hasRole(role).node,
    id: idParameter,
    member: { schema: applicationSchema, example },
    created: { schema: createdSchema, example: newExample },
    body: newApplicationSchema,
    create: {
      summary: 'Make an application key',
      text: 'The key stands in this answer and nowhere else.',
      answer: 'The application and its key.',
    },
    list: { summary: 'List the applications', text: 'The newest first.' },
    read: { summary: 'Get an application', text: 'All but its key.' },
    delete: {
      summary: 'Withdraw an application key',
      text: 'It is refused from now on; the others stay good.',
      answer: 'The key is withdrawn.',
    },
  })
}
