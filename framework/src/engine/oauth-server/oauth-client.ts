import { resource, type AnyResource } from '../../declaration/resource/resource.ts'
import type { IdKind } from '../../declaration/schema/id.ts'
import { field } from '../../declaration/schema/field.ts'
import type { ShownClient } from '../identity/client-administration.ts'

/** Name of the resource that holds the clients. */
export const oauthClientsName = 'oauthClients'

/** A client as its row says it: all but the digest of its secret. */
export interface OAuthClient extends Omit<ShownClient, 'clientId'> {
  /** Its `client_id`. */
  readonly id: string
}

/** A client as it is kept. */
export interface KeptOAuthClient extends OAuthClient {
  readonly secret: string | null
}

/**
 * The clients of an authorization server. Secrets are kept as digests alone.
 * @param users name of the resource that holds the users; with one of them go their clients
 * @param id how that resource names its rows
 */
export function createOAuthClients(users: string, id: IdKind): AnyResource {
  return resource(oauthClientsName, {
    description: 'Clients of the authorization server and digests of their secrets.',
    id: 'text',
    fields: {
      name: field.text().min(1).max(100),
      ownerId: field.reference(users, { onDelete: 'cascade', id }).optional(),
      redirectUris: field.json<readonly string[]>(),
      scopes: field.json<readonly string[]>(),
      public: field.boolean(),
      firstParty: field.boolean(),
      service: field.boolean(),
      secret: field.text().optional().describe('SHA-256 of the secret.'),
    },
  })
}
