import type { Interaction, InteractionResults, Provider } from 'oidc-provider'
import {
  MalformedBody,
  NotFound,
  TooManyRequests,
  InvalidCredentials,
} from '../../kernel/problem/catalogue.ts'
import { headerOf, type HttpReply, type HttpRequest } from '../../protocol/message/message.ts'
import { parseUrlencoded } from '../../protocol/body/parse-urlencoded.ts'
import type { AuthSessions } from '../identity/auth-sessions.ts'
import type { PasswordSignIn } from '../identity/password-sign-in.ts'
import { toPageReply } from '../pages/page.ts'
import { toConsentPage } from './consent-page.ts'
import { addScopes, beginGrant, type GrantOptions } from './grants.ts'
import { browserLifetime } from './provider-configuration.ts'
import { toSignInPage } from './sign-in-page.ts'

/** The client of sessions that browsers have with the pages of the server itself. */
export const browserClient = 'authorization-server'

/** What asking people needs. */
export interface InteractionOptions extends GrantOptions {
  readonly signIn: PasswordSignIn
  readonly sessions: AuthSessions
  /** The one of the keys that sign now. */
  provider(): Promise<Provider>
}

/** Answers the addresses where people sign in and say what a client may do. */
export interface Interactions {
  show(request: HttpRequest): Promise<HttpReply>
  take(request: HttpRequest): Promise<HttpReply>
}

/** Shows the pages, and takes what is sent from them. */
export function createInteractions(options: InteractionOptions): Interactions {
  const take = async (request: HttpRequest): Promise<HttpReply> => {
    checkOrigin(request)
    const provider = await options.provider()
    const interaction = await findInteraction(provider, request)
    const form = readForm(request)
    if (form.get('decision') === 'cancel') return finish(interaction, denied)
    if (interaction.prompt.name === 'login') return signIn(interaction, form, request, provider, options)
    if (form.get('decision') !== 'allow') return finish(interaction, denied)
    return consent(interaction, request, provider, options)
  }
  return {
    async show(request) {
      const provider = await options.provider()
      return show(provider, await findInteraction(provider, request))
    },
    take,
  }
}

const denied: InteractionResults = {
  error: 'access_denied',
  error_description: 'The user did not allow it',
}

/** The interaction of this very browser: whoever has the address alone has nothing. */
async function findInteraction(provider: Provider, request: HttpRequest): Promise<Interaction> {
  const uid = request.parameters['uid']!
  const found =
    cookieOf(request, provider.cookieName('interaction')) === uid
      ? await provider.Interaction.find(uid)
      : undefined
  if (found === undefined)
    throw new NotFound({ detail: 'This sign-in has ended. Go back to the application you came from.' })
  return found
}

function cookieOf(request: HttpRequest, name: string): string | undefined {
  const pairs = (headerOf(request, 'cookie') ?? '').split(/[;,]/)
  return pairs
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
}

/** Other sites can make a browser send a form, though not with the cookie; this refuses them by name. */
function checkOrigin(request: HttpRequest): void {
  const site = headerOf(request, 'sec-fetch-site')
  if (site !== undefined && site !== 'same-origin')
    throw new MalformedBody({ detail: 'The form was sent from another site.' })
}

const readForm = ({ body }: HttpRequest): ReadonlyMap<string, string> =>
  new Map(body === undefined ? [] : parseUrlencoded(body).map(([name, value]) => [name, String(value)]))

async function show(
  provider: Provider,
  interaction: Interaction,
  fault?: string,
  username?: string,
): Promise<HttpReply> {
  const { prompt, params, uid } = interaction
  const client = await provider.Client.find(String(params['client_id']))
  const shown = { client: client?.clientName ?? 'An application', redirectUri: params['redirect_uri'], uid }
  if (prompt.name === 'login') return toPageReply(toSignInPage({ ...shown, fault, username }))
  return toPageReply(toConsentPage({ ...shown, scopes: scopesOf(interaction) }))
}

async function signIn(
  interaction: Interaction,
  form: ReadonlyMap<string, string>,
  request: HttpRequest,
  provider: Provider,
  { signIn: by, sessions }: InteractionOptions,
): Promise<HttpReply> {
  const [username = '', password = ''] = [form.get('username'), form.get('password')]
  const refuse = (detail: string) => show(provider, interaction, detail, username)
  try {
    const { user, hash } = await by.signIn({ username, password }, request.address)
    const opened = await sessions.begin({
      userId: user.id,
      proof: { hash },
      client: browserClient,
      scopes: [],
      lifetime: browserLifetime * 1000,
      userAgent: headerOf(request, 'user-agent'),
      address: request.address,
    })
    if (opened === undefined) return await refuse(noSuchUser)
    const login = { accountId: String(user.id), acr: opened.session.id, remember: false }
    return await finish(interaction, { login })
  } catch (problem) {
    if (problem instanceof InvalidCredentials) return refuse(noSuchUser)
    if (!(problem instanceof TooManyRequests)) throw problem
    const reply = await refuse('Too many attempts. Wait before you try again.')
    return { ...reply, status: 429, headers: { ...reply.headers, ...problem.headers } }
  }
}

const noSuchUser = 'There is no active user with this name and password.'

async function consent(
  interaction: Interaction,
  request: HttpRequest,
  provider: Provider,
  options: InteractionOptions,
): Promise<HttpReply> {
  const { grantId, session, params } = interaction
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  const grant =
    known ??
    (await beginGrant(provider, options, {
      accountId: session!.accountId,
      clientId: String(params['client_id']),
      proof: { session: session!.acr ?? '' },
      authenticatedAt: undefined,
      userAgent: headerOf(request, 'user-agent'),
      address: request.address,
    }))
  if (grant === undefined) throw new NotFound({ detail: 'You are signed in no more. Begin again.' })
  addScopes(grant, scopesOf(interaction), options.audience)
  return finish(interaction, { ...interaction.lastSubmission, consent: { grantId: await grant.save() } })
}

/** The scopes that nobody has said anything about yet. */
function scopesOf({ prompt }: Interaction): readonly string[] {
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details as MissingScopes
  return [...new Set([...missingOIDCScope, ...Object.values(missingResourceScopes).flat()])]
}

interface MissingScopes {
  readonly missingOIDCScope?: readonly string[]
  readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>
}

/** Notes what came of it, and sends the browser back to the server. */
async function finish(interaction: Interaction, result: InteractionResults): Promise<HttpReply> {
  interaction.result = result
  await interaction.persist()
  return {
    status: 303,
    headers: { location: interaction.returnTo, 'cache-control': 'no-store' },
    body: null,
  }
}
