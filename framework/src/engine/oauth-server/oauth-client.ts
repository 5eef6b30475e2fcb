import { resource, type AnyResource } from '../../declaration/resource/resource.ts'
import type { IdKind } from '../../declaration/schema/id.ts'
import { field } from '../../declaration/schema/field.ts'

/** Name of the resource that holds the clients. */
export const oauthClientsName = 'oauthClients'

/** A client as it is shown: all but the digest of its secret. */
export interface OAuthClient {
  /** Its `client_id`. */
  readonly id: string
  readonly name: string
  /** The user who made it; null for clients of the operator. */
  readonly ownerId: string | number | null
  /** Where users come back to; none: nobody signs in through it. */
  readonly redirectUris: readonly string[]
  /** What its tokens may be good for. */
  readonly scopes: readonly string[]
  /** Whether it can keep no secret, as what runs in a browser or on a device. */
  readonly public: boolean
  /** Whether it is the operator's own: users are not asked for consent, and it may take their passwords. */
  readonly firstParty: boolean
  /** Whether it may act as itself, without a user. */
  readonly service: boolean
  readonly createdAt: string
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
