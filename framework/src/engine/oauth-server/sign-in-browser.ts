import { InvalidCredentials, TooManyRequests } from '../../kernel/problem/catalogue.ts'
import { headerOf, type HttpReply, type HttpRequest } from '../../protocol/message/message.ts'
import type { AuthSessions } from '../identity/auth-sessions.ts'
import type { PasswordSignIn } from '../identity/password-sign-in.ts'
import { toWait } from '../pages/wait.ts'
import { browserClient, findBrowserSession, replaceBrowserSession } from './browser-session.ts'
import { decide } from './decision.ts'
import type { Visit } from './interactions.ts'
import type { PageForm } from './page-form.ts'
import { browserLifetime } from './provider-configuration.ts'

/** What signing in on a page needs. */
export interface SignInBrowserOptions {
  readonly signIn: PasswordSignIn
  readonly sessions: AuthSessions
}

/** A form with name and password. */
export interface SentSignIn {
  readonly visit: Visit
  readonly request: HttpRequest
  readonly form: PageForm
  /** Shows the page again. */
  tell(fault: string, username: string): Promise<HttpReply>
}

const noSuchUser = 'There is no active user with this name and password.'

/** Signs the user of a browser in, or tells what is wrong. */
export async function signInBrowser(sent: SentSignIn, options: SignInBrowserOptions): Promise<HttpReply> {
  const { form, request, tell } = sent
  const [username = '', password = ''] = [form.get('username'), form.get('password')]
  try {
    const { user, hash } = await options.signIn.signIn({ username, password }, request.address)
    const accountId = String(user.id)
    return (
      (await begin({ userId: user.id, accountId, hash }, sent, options)) ?? (await tell(noSuchUser, username))
    )
  } catch (problem) {
    if (problem instanceof InvalidCredentials) return tell(noSuchUser, username)
    if (!(problem instanceof TooManyRequests)) throw problem
    const reply = await tell(`Too many attempts. ${toWait(problem.headers?.['retry-after'])}`, username)
    return { ...reply, status: 429, headers: { ...reply.headers, ...problem.headers } }
  }
}

interface Proven {
  readonly userId: string | number
  readonly accountId: string
  readonly hash: string
}

/** Begins the browser's session; undefined where the user or the password is another by now. */
async function begin(
  { userId, accountId, hash }: Proven,
  { visit, request }: SentSignIn,
  { sessions }: SignInBrowserOptions,
): Promise<HttpReply | undefined> {
  const opened = await sessions.begin({
    userId,
    proof: { hash },
    client: browserClient,
    scopes: [],
    lifetime: browserLifetime * 1000,
    userAgent: headerOf(request, 'user-agent'),
    address: request.address,
  })
  if (opened === undefined) return undefined
  const { id } = opened.session
  const before = await findBrowserSession(visit.provider, request)
  // It goes on in the session of somebody else, which oidc-provider would refuse.
  if (before?.accountId !== accountId) delete visit.interaction.session
  const next = { accountId, id }
  return decide(
    visit,
    { login: { accountId, acr: id, remember: false } },
    {
      counts: async () => before && replaceBrowserSession(before, next, sessions),
      late: async () => void (await sessions.end(id, accountId)),
    },
  )
}
