import type { AdapterPayload } from 'oidc-provider'
import { resource } from '../../declaration/resource/resource.ts'
import { field } from '../../declaration/schema/field.ts'
import { authSessionsName } from '../identity/auth-session.ts'

/**
 * What an authorization server keeps between requests: codes, refresh tokens, grants, sign-ins of browsers. A row's id is
 * a digest of what its holder shows, and it goes with the session it belongs to.
 */
export const oauthStates = resource('oauthStates', {
  description: 'Codes, refresh tokens, grants and interactions of the authorization server.',
  id: 'text',
  fields: {
    kind: field.text(),
    payload: field.json<AdapterPayload>(),
    userCode: field.text().optional().indexed().describe('A digest of what people type to let a device in.'),
    sessionId: field.reference(authSessionsName, { onDelete: 'cascade' }).optional(),
    consumedAt: field.timestamp().optional(),
    expiresAt: field.timestamp().indexed(),
  },
})

/** A state as stored. */
export interface OAuthStateRow {
  readonly payload: AdapterPayload
  readonly consumedAt: string | null
  readonly expiresAt: string
}
