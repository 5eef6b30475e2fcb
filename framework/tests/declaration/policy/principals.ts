import { anonymous, type Principal } from '../../../src/declaration/policy/principal.ts'

export { anonymous }

/** Some moment all of these tests happen at. */
export const now = Date.parse('2026-03-01T12:00:00Z')

const user = (more: Partial<Principal>): Principal =>
  Object.freeze({ ...anonymous, kind: 'user', authenticatedAt: now, ...more })

export const ann = user({ id: 'ann', username: 'ann' })
export const root = user({ id: 'root', username: 'root', roles: ['admin', 'editor'] })
/** Signed in an hour ago. */
export const stale = user({ id: 'stale', authenticatedAt: now - 3_600_000 })
export const unknownSince = user({ id: 'unknown', authenticatedAt: null })
export const scoped = user({ id: 'scoped', scopes: new Set(['todos:read']) })
export const service: Principal = Object.freeze({
  ...anonymous,
  kind: 'service',
  client: 'robot',
  roles: ['robot'],
  scopes: new Set(['todos:write']),
})
