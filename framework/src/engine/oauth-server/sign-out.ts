import type { Provider } from 'oidc-provider'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import { toPageReply } from '../pages/page.ts'
import { endBrowserSession, findBrowserSession, type BrowserSession } from './browser-session.ts'
import { findUsername, type GrantOptions } from './grants.ts'
import { checkOrigin } from './page-form.ts'
import { toSignedOutPage, toSignOutPage } from './sign-out-page.ts'

/** What signing out on a page needs. */
export interface SignOutOptions extends GrantOptions {
  /** The one of the keys that sign now. */
  provider(): Promise<Provider>
}

/** Answers the address where a browser lets go of its user. */
export function createSignOut(options: SignOutOptions) {
  const find = async (request: HttpRequest): Promise<BrowserSession | undefined> => {
    const session = await findBrowserSession(await options.provider(), request)
    return session?.accountId === undefined ? undefined : session
  }
  return {
    async show(request: HttpRequest): Promise<HttpReply> {
      const session = await find(request)
      const username = await findUsername(session?.accountId, options)
      return toPageReply(username === undefined ? toSignedOutPage() : toSignOutPage(username))
    },
    // The cookie comes with no form of another site, for it is `SameSite=Lax`; what is left of it is of nobody.
    async take(request: HttpRequest): Promise<HttpReply> {
      checkOrigin(request)
      const session = await find(request)
      if (session !== undefined) await endBrowserSession(session, options.sessions)
      return toPageReply(toSignedOutPage())
    },
  }
}
