import type { IdKind } from '../../declaration/schema/id.ts'
import { resource, type AnyResource } from '../../declaration/resource/resource.ts'
import { field, type Fields } from '../../declaration/schema/field.ts'

/** Name of the resource that holds the sessions. */
export const authSessionsName = 'authSessions'

/** A session as stored: what begins with a sign-in and ends with its row. */
export interface AuthSessionRow {
  readonly id: string
  readonly userId: string | number
  readonly client: string
  /** The scopes granted, separated by spaces: no token of the session has others. */
  readonly scopes: string
  readonly family: string
  readonly current: string
  readonly previous: string | null
  readonly rotatedAt: string | null
  readonly csrf: string | null
  readonly authenticatedAt: string
  readonly lastUsedAt: string
  readonly expiresAt: string
  readonly userAgent: string | null
  readonly address: string
  readonly createdAt: string
}

/**
 * The sessions of users. Secrets are kept as digests alone.
 * @param users name of the resource that holds the users; with one of them go their sessions
 * @param id how that resource names its rows
 * @param clients name of the resource that holds the clients of an authorization server, if there is one; with one of
 * them go the sessions that users have through it
 */
export function createAuthSessions(users: string, id: IdKind, clients: string | undefined): AnyResource {
  return resource(authSessionsName, {
    description: 'Sign-ins that have not ended.',
    fields: {
      userId: field.reference(users, { onDelete: 'cascade', id }),
      client: field.text(),
      ...(clients === undefined ? {} : toClientField(clients)),
      scopes: field.text().describe('Separated by spaces.'),
      family: field.text().describe('A digest of what all refresh tokens of the session have in common.'),
      current: field.text().describe('A digest of the secret of the refresh token that is good.'),
      previous: field.text().optional().describe('That of the one before.'),
      rotatedAt: field.timestamp().optional(),
      csrf: field.text().optional().describe('A digest of the CSRF token, where cookies hold the others.'),
      authenticatedAt: field.timestamp(),
      lastUsedAt: field.timestamp(),
      expiresAt: field.timestamp().indexed(),
      userAgent: field.text().optional(),
      address: field.text(),
    },
  })
}

const toClientField = (clients: string): Fields => ({
  oauthClientId: field.reference(clients, { onDelete: 'cascade', id: 'text' }).optional(),
})
