// The sign-in of a browser on the pages of the server: a session of oidc-provider, which has the id of one of the API as `acr`.
import type { Provider } from 'oidc-provider'
import type { AuthSessions } from '../identity/auth-sessions.ts'
import { readCookie } from '../identity/cookies.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'

/** The client of sessions that browsers have with the pages of the server itself. */
export const browserClient = 'authorization-server'

/** A session of oidc-provider. */
export type BrowserSession = InstanceType<Provider['Session']>

/** The session of the very browser a request comes from. */
export async function findBrowserSession(
  provider: Provider,
  request: HttpRequest,
): Promise<BrowserSession | undefined> {
  const name = readCookie(request, provider.cookieName('session'))
  return name === undefined ? undefined : provider.Session.find(name)
}

/** Ends it, and the session of the API that it is. */
export async function endBrowserSession(session: BrowserSession, sessions: AuthSessions): Promise<void> {
  await session.destroy()
  if (session.acr !== undefined && session.accountId !== undefined)
    await sessions.end(session.acr, session.accountId)
}

/** Lets the browser go on by a later sign-in, and ends the one before: with it would go what the browser knows of clients. */
export async function replaceBrowserSession(
  before: BrowserSession,
  next: { readonly accountId: string; readonly id: string },
  sessions: AuthSessions,
): Promise<void> {
  if (before.accountId === undefined) return
  if (before.accountId !== next.accountId) return endBrowserSession(before, sessions)
  const last = before.acr
  before.acr = next.id
  await before.persist()
  if (last !== undefined) await sessions.end(last, next.accountId)
}
