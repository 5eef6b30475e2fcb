import type { Client, Grant, Interaction, InteractionResults, Provider } from 'oidc-provider'
import { NotFound } from '../../kernel/problem/catalogue.ts'
import { headerOf, type HttpReply, type HttpRequest } from '../../protocol/message/message.ts'
import { toPageReply } from '../pages/page.ts'
import { readCookie } from '../identity/cookies.ts'
import { findBrowserSession } from './browser-session.ts'
import { toConsentPage } from './consent-page.ts'
import { decide, denied } from './decision.ts'
import { addScopes, beginGrant, findUsername, type GrantOptions } from './grants.ts'
import { readPageForm } from './page-form.ts'
import { signInBrowser, type SignInBrowserOptions } from './sign-in-browser.ts'
import { toSignInPage, type Shown } from './sign-in-page.ts'

/** What asking people needs. */
export interface InteractionOptions extends GrantOptions, SignInBrowserOptions {
  /** Where people go who forgot their password, on the API's own host; undefined where nothing is mailed. */
  readonly passwordReset: string | undefined
  /** The one of the keys that sign now. */
  provider(): Promise<Provider>
}

/** Answers the addresses where people sign in and say what a client may do. */
export interface Interactions {
  show(request: HttpRequest): Promise<HttpReply>
  take(request: HttpRequest): Promise<HttpReply>
}

/** What a client asks of the user of a browser. */
export interface Visit {
  readonly provider: Provider
  readonly interaction: Interaction
  readonly client: Client
}

/** Shows the pages, and takes what is sent from them. */
export function createInteractions(options: InteractionOptions): Interactions {
  const take = async (request: HttpRequest): Promise<HttpReply> => {
    const form = readPageForm(request)
    const visit = await findVisit(await options.provider(), request)
    const { interaction } = visit
    const decision = form.get('decision')
    if (decision === 'cancel' || decision === 'deny') return decide(visit, denied)
    if (decision === 'switch') return askWho(visit, options)
    if (interaction.prompt.name === 'login') {
      const tell = (fault: string, username: string) => show(visit, options, { fault, username })
      return signInBrowser({ visit, request, form, tell }, options)
    }
    return decision === 'allow' ? consent(visit, request, options) : show(visit, options)
  }
  return {
    show: async (request) => show(await findVisit(await options.provider(), request), options),
    take: async (request) => {
      try {
        return await take(request)
      } catch (error) {
        // A session that this goes by has ended meanwhile.
        if (error instanceof Error && error.name === 'SessionNotFound') throw ended()
        throw error
      }
    },
  }
}

const ended = () =>
  new NotFound({
    detail:
      'This sign-in has ended, or began in another browser. Go back to the application you came from, and begin again.',
  })

/** The interaction of this very browser: whoever has the address alone has nothing. */
async function findVisit(provider: Provider, request: HttpRequest): Promise<Visit> {
  const uid = request.parameters['uid']!
  const isOurs = readCookie(request, provider.cookieName('interaction')) === uid
  const interaction = isOurs ? await provider.Interaction.find(uid) : undefined
  if (interaction === undefined) throw ended()
  const client = await provider.Client.find(String(interaction.params['client_id']))
  if (client === undefined)
    throw new NotFound({ detail: 'The application that you came from is registered here no more.' })
  return { provider, interaction, client }
}

interface Said {
  readonly fault?: string
  readonly username?: string
}

async function show(visit: Visit, options: InteractionOptions, said: Said = {}): Promise<HttpReply> {
  const { client, interaction } = visit
  const { prompt, params, session } = interaction
  const shown: Shown = {
    client,
    redirectUri: params['redirect_uri'],
    signedInAs: await findUsername(session?.accountId, options),
  }
  if (prompt.name !== 'login') return toPageReply(toConsentPage({ ...shown, ...toAsked(interaction) }))
  const isSwitch = prompt.reasons.includes(switching)
  const hint = params['login_hint']
  const guess = typeof hint === 'string' ? hint : isSwitch ? undefined : shown.signedInAs
  const { username = guess, fault } = said
  return toPageReply(toSignInPage({ ...shown, passwordReset: options.passwordReset, username, fault }))
}

const switching = 'switch'

/** Somebody else is to sign in: whoever is signed in stays so until they have. */
async function askWho(visit: Visit, options: InteractionOptions): Promise<HttpReply> {
  const { interaction } = visit
  interaction.prompt = { name: 'login', reasons: [switching], details: {} }
  await interaction.persist()
  return show(visit, options)
}

async function consent(visit: Visit, request: HttpRequest, options: InteractionOptions): Promise<HttpReply> {
  const { provider, interaction, client } = visit
  const { grantId, session } = interaction
  const browser = await findBrowserSession(provider, request)
  // Another tab may have signed somebody else in, or out.
  if (session === undefined || browser?.accountId !== session.accountId) throw ended()
  const toResult = (id: string): InteractionResults => ({
    ...interaction.lastSubmission,
    consent: { grantId: id },
  })
  const allow = async (grant: Grant): Promise<void> => {
    addScopes(grant, missingScopes(interaction), options.audience)
    await grant.save()
  }
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  if (known !== undefined) return decide(visit, toResult(known.jti), { counts: () => allow(known) })
  const begun = await beginGrant(provider, options, {
    accountId: session.accountId,
    clientId: client.clientId,
    proof: { session: browser.acr ?? '' },
    authenticatedAt: browser.loginTs,
    userAgent: headerOf(request, 'user-agent'),
    address: request.address,
  })
  if (begun === undefined) throw ended()
  await allow(begun)
  return decide(visit, toResult(begun.jti), { late: () => begun.destroy() })
}

/** What the page asks: for what nobody has said anything about yet, or once more for all of it. */
function toAsked(interaction: Interaction): {
  readonly scopes: readonly string[]
  readonly isKnown: boolean
} {
  const missing = missingScopes(interaction)
  if (missing.length > 0) return { scopes: missing, isKnown: false }
  const asked = String(interaction.params['scope'] ?? '').split(' ')
  return { scopes: [...new Set(asked)].filter((scope) => scope !== ''), isKnown: true }
}

function missingScopes({ prompt }: Interaction): readonly string[] {
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details as MissingScopes
  return [...new Set([...missingOIDCScope, ...Object.values(missingResourceScopes).flat()])]
}

interface MissingScopes {
  readonly missingOIDCScope?: readonly string[]
  readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>
}
