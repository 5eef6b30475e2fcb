// Operation Objects of OpenAPI 3.1 for /auth/clients.
import { anyOf, hasRole, isOwner, signedIn } from '../../declaration/policy/rule.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import {
  describeOperation,
  toCollectionOperations,
  type CollectionOperations,
} from '../identity/collection-operations.ts'
import { toJsonResponse } from '../identity/operation-response.ts'
import { clientChangeSchema, newClientSchema } from './client-values.ts'

/** What one must be granted to see clients, and to make, change and remove them. */
export const clientScopes = { read: 'clients:read', write: 'clients:write' } as const

/** Where clients are. */
export const clientsPath = '/auth/clients'

const texts = { type: 'array', items: { type: 'string' } } as const
const properties = {
  clientId: { type: 'string' },
  name: { type: 'string' },
  ownerId: {
    type: ['string', 'integer', 'null'],
    description: 'The user who made it; null: it belongs to those who run the API.',
  },
  redirectUris: texts,
  scopes: texts,
  public: { type: 'boolean' },
  firstParty: { type: 'boolean', description: 'Whether users are not asked for consent.' },
  service: { type: 'boolean', description: 'Whether it acts as itself.' },
  createdAt: { type: 'string', format: 'date-time' },
} satisfies Record<string, JsonSchema>

const clientSchema: JsonSchema = { type: 'object', properties, required: Object.keys(properties) }

const newSchema: JsonSchema = {
  ...clientSchema,
  properties: {
    ...properties,
    clientSecret: { type: 'string', description: 'It is never shown again; public clients have none.' },
  },
}

const example = {
  clientId: '0198c0de-5bd4-7c9a-8f1e-2f6f4c1b9a01',
  name: 'Todo board',
  ownerId: '0198c0de-5bd4-7c9a-8f1e-2f6f4c1b9a00',
  redirectUris: ['https://board.example/callback'],
  scopes: ['todos:read'],
  public: false,
  firstParty: false,
  service: false,
  createdAt: '2030-01-01T12:00:00.000Z',
}
const newExample = { ...example, clientSecret: 'x'.repeat(43) }

const id = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string' },
  description: 'Its `clientId`.',
}

/** How the clients look in the OpenAPI document, where a role manages those of everybody. */
export function toClientOperations(
  role: string,
): CollectionOperations & Readonly<Record<'change' | 'replaceSecret', OperationObject>> {
  const scope = clientScopes.write
  const rule = anyOf(isOwner('ownerId'), hasRole(role)).node
  return {
    ...toCollectionOperations({
      path: clientsPath,
      noun: 'client',
      scopes: clientScopes,
      rule,
      id,
      member: { schema: clientSchema, example },
      created: { schema: newSchema, example: newExample },
      body: newClientSchema,
      create: {
        summary: 'Make an OAuth client',
        text: `Its secret stands in this answer and nowhere else. One with \`service\` is made by role ${role} alone.`,
        answer: 'The client and its secret.',
        rule: signedIn().node,
      },
      list: { summary: 'List OAuth clients', text: 'The newest first, after those whose id was chosen.' },
      read: { summary: 'Get an OAuth client', text: 'All but its secret.' },
      delete: {
        summary: 'Remove an OAuth client',
        text: 'Every token it has is refused from now on.',
        answer: 'It is removed.',
      },
    }),
    change: {
      operationId: 'updateClient',
      ...describeOperation({
        summary: 'Change an OAuth client',
        text: 'A client that loses a scope loses the sessions that users have with it.',
        scope,
        rule,
      }),
      parameters: [id],
      requestBody: { required: true, content: changeContent },
      responses: { 200: toJsonResponse('The client.', clientSchema, example) },
    },
    replaceSecret: {
      operationId: 'replaceClientSecret',
      ...describeOperation({
        summary: 'Give an OAuth client another secret',
        text: 'The one before is refused from now on; tokens stay good until they expire.',
        scope,
        rule,
      }),
      parameters: [id],
      responses: { 200: toJsonResponse('The client and its secret.', newSchema, newExample) },
    },
  }
}

/** The media types of a change. */
export const changeTypes = ['application/merge-patch+json', 'application/json'] as const
const changeContent = Object.fromEntries(changeTypes.map((type) => [type, { schema: clientChangeSchema }]))
