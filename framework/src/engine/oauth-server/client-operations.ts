// Operation Objects of OpenAPI 3.1 for /auth/clients.
import { describeRule } from '../../declaration/policy/describe.ts'
import { anyOf, hasRole, isOwner, signedIn, type RuleNode } from '../../declaration/policy/rule.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import {
  pageParameters,
  toEmptyResponse,
  toJsonResponse,
  toPageSchema,
  withHeader,
} from '../identity/operation-response.ts'
import { clientChangeSchema, newClientSchema } from './client-values.ts'

/** What one must be granted to see clients, and to make, change and remove them. */
export const readScope = 'clients:read'
export const writeScope = 'clients:write'

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

type Name = 'create' | 'list' | 'read' | 'change' | 'remove' | 'replaceSecret'

/** How the clients look in the OpenAPI document, where a role manages those of everybody. */
export function toClientOperations(role: string): Readonly<Record<Name, OperationObject>> {
  const own = anyOf(isOwner('ownerId'), hasRole(role)).node
  const describe = (summary: string, scope: string, text: string, rule: RuleNode = own) => ({
    summary,
    description: `${text}\n\nAllowed: ${describeRule(rule)}.`,
    tags: ['auth'],
    'x-access': { rule, scopes: [scope] },
  })
  return {
    create: {
      operationId: 'createClient',
      ...describe(
        'Make an OAuth client',
        writeScope,
        `Its secret stands in this answer and nowhere else. One with \`service\` is made by role ${role} alone.`,
        signedIn().node,
      ),
      requestBody: { required: true, content: { 'application/json': { schema: newClientSchema } } },
      responses: {
        201: withHeader(
          toJsonResponse('The client and its secret.', newSchema, newExample),
          'Location',
          'The address of the client.',
        ),
      },
    },
    list: {
      operationId: 'listClients',
      ...describe('List OAuth clients', readScope, 'The newest first, after those whose id was chosen.'),
      parameters: pageParameters,
      responses: {
        200: withHeader(
          toJsonResponse('A page of clients.', toPageSchema(clientSchema), {
            data: [example],
            page: { limit: 20, next: null, prev: null, first: '/auth/clients?limit=20' },
          }),
          'Link',
          'The neighbours of the page (RFC 8288).',
        ),
      },
    },
    read: {
      operationId: 'getClient',
      ...describe('Get an OAuth client', readScope, 'All but its secret.'),
      parameters: [id],
      responses: { 200: toJsonResponse('The client.', clientSchema, example) },
    },
    change: {
      operationId: 'updateClient',
      ...describe(
        'Change an OAuth client',
        writeScope,
        'A client that loses a scope loses the sessions that users have with it.',
      ),
      parameters: [id],
      requestBody: {
        required: true,
        content: Object.fromEntries(
          ['application/merge-patch+json', 'application/json'].map((type) => [
            type,
            { schema: clientChangeSchema },
          ]),
        ),
      },
      responses: { 200: toJsonResponse('The client.', clientSchema, example) },
    },
    remove: {
      operationId: 'deleteClient',
      ...describe('Remove an OAuth client', writeScope, 'Every token it has is refused from now on.'),
      parameters: [id],
      responses: { 204: toEmptyResponse('It is removed.') },
    },
    replaceSecret: {
      operationId: 'replaceClientSecret',
      ...describe(
        'Give an OAuth client another secret',
        writeScope,
        'The one before is refused from now on; tokens stay good until they expire.',
      ),
      parameters: [id],
      responses: { 200: toJsonResponse('The client and its secret.', newSchema, newExample) },
    },
  }
}
