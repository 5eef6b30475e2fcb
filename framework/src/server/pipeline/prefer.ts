// What becomes of the preferences of a request (RFC 7240).
import { isStandardSchema } from '../../declaration/resource/standard-schema.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { hasGrantedScope } from '../../declaration/policy/principal.ts'
import { isMinimizable, readScope, type VerbRoute } from '../../declaration/resource/verb.ts'
import { andThen } from '../../kernel/values/awaitable.ts'
import { keepKnown } from '../../protocol/body/known-members.ts'
import { headerOf, type HttpReply } from '../../protocol/message/message.ts'
import { noPreferences, parsePreferences } from '../../protocol/representation/prefer.ts'
import type { Exchange } from './exchange.ts'
import type { Stage } from './stage.ts'

/** Reads what the client prefers. */
export function readPreferences(exchange: Exchange): void {
  const header = headerOf(exchange.request, 'prefer')
  if (header !== undefined) exchange.preferences = parsePreferences(header)
}

export const isLenient = ({ preferences }: Exchange): boolean => preferences.handling === 'lenient'

/** The body without what nobody knows, where the client prefers that (RFC 7240 section 4.4). */
export function withoutUnknown(exchange: Exchange, body: unknown): unknown {
  const { knownMembers } = exchange.route
  return isLenient(exchange) && knownMembers !== undefined ? keepKnown(body, knownMembers) : body
}

/** The members a body may have; undefined where that is not for us to say. */
export function knownMembersOf(model: Model, { verb, action }: VerbRoute): ReadonlySet<string> | undefined {
  if (verb === 'action') {
    return action?.input === undefined || isStandardSchema(action.input)
      ? undefined
      : new Set(Object.keys(action.input))
  }
  const computed = model.computed.map(({ name }) => name)
  return new Set([
    ...model.properties.keys(),
    ...model.transient.keys(),
    ...model.relations.keys(),
    ...computed,
  ])
}

/**
 * The stage `represent` for clients who prefer something, and for credentials that may write but not read: they are told
 * that it is done, and not what stands there now. For all others the stage itself.
 */
export function preferring(represent: Stage, model: Model, verb: VerbRoute): Stage {
  const scope = isMinimizable(verb) ? readScope(model) : undefined
  return (exchange) => {
    const mayRead = scope === undefined || hasGrantedScope(exchange.principal, scope)
    return mayRead && exchange.preferences === noPreferences
      ? represent(exchange)
      : andThen(represent(exchange), () => honour(exchange, mayRead))
  }
}

function honour(exchange: Exchange, mayRead: boolean): void {
  const { reply } = exchange
  if (reply === undefined || reply.status < 200 || reply.status >= 300) return
  const applied = appliedOf(exchange, reply).filter((each) => mayRead || each !== 'return=representation')
  const isMinimal = reply.body !== null && (!mayRead || applied.includes('return=minimal'))
  const shown = isMinimal ? toMinimal(reply) : reply
  exchange.reply = shown
  if (applied.length === 0) return
  const vary = shown.headers['vary']
  exchange.reply = {
    ...shown,
    headers: {
      ...shown.headers,
      'preference-applied': applied.join(', '),
      vary: vary === undefined ? 'prefer' : `${vary}, prefer`,
    },
  }
}

function appliedOf({ route, preferences }: Exchange, reply: HttpReply): string[] {
  const { return: shown, handling } = preferences
  const isShown = isMinimizable(route.verb) && reply.body !== null
  // Where unknown members are passed over by declaration, nothing is handled strictly.
  const isHandled = handling === 'lenient' || (handling === 'strict' && route.model.unknown === 'refuse')
  return [
    ...(shown !== undefined && isShown ? [`return=${shown}`] : []),
    ...(isHandled ? [`handling=${handling}`] : []),
  ]
}

/** What was made has its address; all else is known by its tag. */
function toMinimal({ status, headers }: HttpReply): HttpReply {
  const { 'content-type': _, ...others } = headers
  return { status: status === 201 ? 201 : 204, headers: others, body: null }
}
