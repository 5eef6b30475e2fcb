// Which problems an operation can answer with: WIRE's order of refusals as one table.
import { needsFreshness } from '../../declaration/policy/decision.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import type { Model, Models, Property } from '../../declaration/resource/model.ts'
import { isOnMany } from '../../declaration/resource/many-verbs.ts'
import { takesIdempotencyKey, toListRule, type VerbRoute } from '../../declaration/resource/verb.ts'
import { hasLinkFields } from '../../declaration/resource/link-fields.ts'
import * as catalogue from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import { isDemanded } from './access.ts'
import { canForbid, isPublic, looksAtRows } from './possible-callers.ts'

/** What is looked at to tell which problems can happen. */
export interface ProblemContext {
  readonly model: Model
  readonly models: Models
  readonly route: VerbRoute
  /** The kinds of credential the API knows. */
  readonly schemes: readonly Readonly<Record<string, unknown>>[]
}

/** What every address of the API can answer with. */
export const universalProblems: readonly ProblemType[] = [
  catalogue.MalformedRequest,
  catalogue.NotAcceptable,
  catalogue.RequestTimeout,
  catalogue.UriTooLong,
  catalogue.HeadersTooLarge,
  catalogue.InternalError,
  catalogue.Unavailable,
]

/** What every address that may change something can answer with besides. */
export const writingProblems: readonly ProblemType[] = [catalogue.OutcomeUnknown]

type Possible = readonly [problem: ProblemType, when: (context: ProblemContext) => boolean]

const isWrite = ({ route: { method } }: ProblemContext): boolean => method !== 'GET' && method !== 'QUERY'
const isOnRow = ({ route }: ProblemContext): boolean => route.on === 'row'
const isKeyed = ({ route }: ProblemContext): boolean => takesIdempotencyKey(route)
const isNested = ({ route }: ProblemContext): boolean => route.nesting !== undefined
const isRowWrite = (context: ProblemContext): boolean => isWrite(context) && isOnRow(context)
const isMatched = ({ route }: ProblemContext): boolean =>
  route.verb === 'putLink' && route.link!.relation.matching.length > 0
const isAction = ({ route }: ProblemContext): boolean => route.verb === 'action'
const hasBody = ({ route }: ProblemContext): boolean =>
  route.method !== 'GET' &&
  route.verb !== 'delete' &&
  route.verb !== 'deleteLink' &&
  (route.link === undefined || hasLinkFields(route.link.relation)) &&
  route.verb !== 'removeFile' &&
  route.verb !== 'deleteMany' &&
  (route.verb !== 'action' || route.action?.input !== undefined)
const writesValues = (context: ProblemContext): boolean =>
  isAction(context) || (isWrite(context) && hasBody(context))
const knowsCallers = ({ schemes }: ProblemContext): boolean => schemes.length > 0
const isOneOf =
  (...verbs: readonly VerbRoute['verb'][]) =>
  ({ route }: ProblemContext): boolean =>
    verbs.includes(route.verb)

const overwriting = [
  'upsert',
  'updateMany',
  'deleteMany',
  'replace',
  'update',
  'delete',
  'putLink',
  'deleteLink',
  'writeFile',
  'removeFile',
] as const

const possible: readonly Possible[] = [
  ...universalProblems.map((problem): Possible => [problem, () => true]),
  ...writingProblems.map((problem): Possible => [problem, isWrite]),
  [catalogue.InvalidQuery, () => true],
  [catalogue.InvalidHeader, () => true],
  [
    catalogue.IdempotencyKeyRequired,
    (context) => isKeyed(context) && context.model.idempotency === 'required',
  ],
  [catalogue.MalformedBody, hasBody],
  [
    catalogue.Unauthenticated,
    (context) => knowsCallers(context) && context.route.signUp === undefined && !isPublic(context.route.rule),
  ],
  [catalogue.InvalidToken, ({ schemes }) => takesTokens(schemes)],
  [catalogue.InvalidDpopProof, ({ schemes }) => schemes.some(isProofScheme)],
  [catalogue.InvalidCredentials, ({ schemes }) => takesPasswords(schemes)],
  [catalogue.InvalidApplicationKey, ({ schemes }) => schemes.some(isKeyScheme)],
  [catalogue.ApplicationKeyRequired, ({ schemes }) => schemes.some(isDemanded)],
  [catalogue.TooManyRequests, ({ schemes }) => takesPasswords(schemes)],
  [
    catalogue.StaleAuthentication,
    (context) => knowsCallers(context) && freshRulesOf(context).some(needsFreshness),
  ],
  [catalogue.InvalidCsrfToken, (context) => toCsrfProblems(context.schemes, !isWrite(context)).length > 0],
  [catalogue.InsufficientScope, knowsCallers],
  [catalogue.Forbidden, canBeForbidden],
  [
    catalogue.NotFound,
    (context) => isOnRow(context) || isOneOf('upsert')(context) || isAction(context) || isNested(context),
  ],
  [catalogue.UniqueViolation, (context) => writesValues(context) && hasUniqueValues(context)],
  [
    catalogue.ReferenceInUse,
    (context) => isAction(context) || (isOneOf('delete', 'deleteMany')(context) && isReferredTo(context)),
  ],
  [
    catalogue.Conflict,
    (context) =>
      isRowWrite(context) || isOneOf('upsert')(context) || isOnMany(context.route) || isAction(context),
  ],
  [catalogue.RequestInProgress, isKeyed],
  [catalogue.TestFailed, isOneOf('update', 'updateMany')],
  [catalogue.PreconditionFailed, () => true],
  [catalogue.ContentTooLarge, hasBody],
  [catalogue.UnsupportedMediaType, hasBody],
  [catalogue.RangeNotSatisfiable, isOneOf('readFile')],
  [
    catalogue.ValidationFailed,
    (context) =>
      writesValues(context) ||
      isMatched(context) ||
      isOnMany(context.route) ||
      isOneOf('removeFile')(context),
  ],
  [catalogue.IdempotencyKeyReused, isKeyed],
  [
    catalogue.PreconditionRequired,
    (context) => context.model.ifMatch === 'required' && isOneOf(...overwriting)(context),
  ],
]

/** Every problem of the framework's own that the operation can answer with. */
export function toPossibleProblems(context: ProblemContext): ProblemType[] {
  const own = possible.filter(([, when]) => when(context)).map(([problem]) => problem)
  return [...own, ...(context.route.signUp?.problems ?? [])]
}

const rulesOf = ({ rule, making }: VerbRoute): RuleNode[] => (making === undefined ? [rule] : [rule, making])

/** Rows that a sign-in would show are not said to be absent, nor their list to be forbidden. */
function freshRulesOf(context: ProblemContext): RuleNode[] {
  const { route, model } = context
  if (isOnRow(context)) return [...rulesOf(route), model.access.read]
  return isOnMany(route) ? [...rulesOf(route), model.access.list] : rulesOf(route)
}

type Schemes = ProblemContext['schemes']

const isPasswordScheme = (scheme: Schemes[number]): boolean =>
  scheme['type'] === 'http' && scheme['scheme'] === 'basic'

const takesPasswords = (schemes: Schemes): boolean => schemes.some(isPasswordScheme)
// Those of other headers may be anything, tokens too.
const isKeyScheme = (scheme: Schemes[number]): boolean =>
  scheme['type'] === 'apiKey' && scheme['name'] === 'X-Application-Key'

const takesTokens = (schemes: Schemes): boolean =>
  schemes.some((scheme) => !isPasswordScheme(scheme) && !isKeyScheme(scheme))

/** What a credential that is no good is answered with, wherever credentials are looked at. */
export function toCredentialProblems(schemes: Schemes): ProblemType[] {
  return [
    ...(takesTokens(schemes) ? [catalogue.InvalidToken] : []),
    ...(schemes.some(isProofScheme) ? [catalogue.InvalidDpopProof] : []),
    ...(takesPasswords(schemes) ? [catalogue.InvalidCredentials, catalogue.TooManyRequests] : []),
    ...(schemes.some(isKeyScheme) ? [catalogue.InvalidApplicationKey] : []),
  ]
}

const isProofScheme = (scheme: Schemes[number]): boolean => scheme['scheme'] === 'dpop'

const isCookieScheme = (scheme: Schemes[number]): boolean =>
  scheme['type'] === 'apiKey' && scheme['in'] === 'cookie'

/** What may come of a credential that browsers send by themselves, where the method may change something. */
export function toCsrfProblems(schemes: Schemes, isSafe: boolean): ProblemType[] {
  return !isSafe && schemes.some(isCookieScheme) ? [catalogue.InvalidCsrfToken] : []
}

/** What the gate refuses with, wherever there is one. */
export function toGateProblems(schemes: Schemes): ProblemType[] {
  return schemes.some(isDemanded) ? [catalogue.InvalidApplicationKey, catalogue.ApplicationKeyRequired] : []
}

/** A row that may not be read is not there (404); all else that a rule refuses is forbidden. */
function canBeForbidden(context: ProblemContext): boolean {
  const { route, model } = context
  if (isOneOf('read', 'readLink', 'readFile')(context)) return false
  if (route.file !== undefined && isGuarded(model.properties.get(route.file)!)) return true
  if (isOneOf('create', 'replace', 'upsert', 'update', 'updateMany')(context) && hasGuardedFields(model))
    return true
  if (isOneOf('create')(context) && isOwned(context)) return true
  if (isOnMany(route) && canForbid(toListRule(model), 'entirely', knowsCallers(context))) return true
  // Whom the rule lets make no row signs up, but not with a list of users.
  if (route.signUp !== undefined) return model.bulk.has('create') || looksAtRows(route.rule)
  const what = route.verb === 'list' ? 'entirely' : 'for some rows'
  return rulesOf(route).some((rule) => canForbid(rule, what, knowsCallers(context)))
}

/** Below an owner nobody but the owner makes rows. */
const isOwned = ({ route: { nesting }, model }: ProblemContext): boolean =>
  nesting !== undefined && model.properties.get(nesting.parameter)?.definition.owner === true

const hasGuardedFields = ({ properties, transient }: Model): boolean =>
  [...properties.values(), ...transient.values()].some(isGuarded)

const isGuarded = ({ definition }: Property): boolean => definition.writable !== undefined

/** Actions may write any resource. */
function hasUniqueValues(context: ProblemContext): boolean {
  if (isAction(context)) return true
  const { model, route } = context
  if (route.link !== undefined) return false
  const isIdChosen =
    route.verb === 'create' ? model.idKind === 'text' : model.upsert && route.verb === 'replace'
  return (
    isIdChosen ||
    model.unique.length > 0 ||
    [...model.properties.values()].some(({ definition }) => definition.unique)
  )
}

const isReferredTo = ({ model, models }: ProblemContext): boolean =>
  [...models.values()].some(({ properties }) =>
    [...properties.values()].some(({ definition, system }) => !system && definition.target === model.name),
  )
