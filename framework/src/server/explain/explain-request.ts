import { always, and, type Condition } from '../../declaration/condition/condition.ts'
import { describeCondition } from '../../declaration/condition/describe.ts'
import { hasGrantedScope } from '../../declaration/policy/principal.ts'
import type { Verb } from '../../declaration/resource/verb.ts'
import { Problem } from '../../kernel/problem/problem.ts'
import type { Api } from '../api/create-api.ts'
import { Exchange } from '../pipeline/exchange.ts'
import { applyRules } from '../pipeline/identify.ts'
import type { ReceivedRequest } from '../pipeline/received-request.ts'
import type { ResourceRoute } from '../pipeline/resource-route.ts'
import { explainFields } from './explain-fields.ts'
import { explainRules } from './explain-rules.ts'
import type { AccessExplanation, ExplainedRequest, ExplainedRule, Outcome } from './explanation.ts'
import type { FoundRoute } from './find-route.ts'
import { isAboutMany, judgeRequest } from './judge-request.ts'
import { toReason } from './reason.ts'

/**
 * Why a request would be allowed or refused: judged by the stages that judge it when it comes, on the rows as they are.
 * Nothing is written, and the verb does not run.
 */
export async function explainRequest(
  { context: { clock } }: Api,
  asked: ExplainedRequest,
  { parameters }: FoundRoute,
  route: ResourceRoute,
): Promise<AccessExplanation> {
  const { principal } = asked
  const exchange = new Exchange(toRequest(asked, parameters), route, route.api.store, clock.now())
  const problem = await judge(exchange, asked)
  const rules = await explainRules(exchange)
  return {
    verb: `${describeVerb(route)} ${route.model.name}`,
    route: `${route.verb.method} ${route.asked}`,
    principal,
    scopes: route.scopes.map((scope) => ({ scope, isGranted: hasGrantedScope(principal, scope) })),
    rules,
    ...(problem === undefined && isAboutMany(exchange) && { narrowing: describeCondition(narrow(exchange)) }),
    fields: await explainFields(exchange),
    outcome: toOutcome(exchange, problem, rules),
  }
}

/** The problem that the request would be refused with. */
async function judge(exchange: Exchange, { principal }: ExplainedRequest): Promise<Problem | undefined> {
  try {
    await judgeRequest(exchange, principal)
    return undefined
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // Who was turned away at once is judged all the same, so that all there is can be told.
    exchange.principal = principal
    applyRules(exchange)
    return error
  }
}

function toOutcome(
  exchange: Exchange,
  problem: Problem | undefined,
  rules: readonly ExplainedRule[],
): Outcome {
  const reason = toReason(exchange, problem, rules)
  return problem === undefined
    ? { status: toStatus(exchange), reason }
    : { status: problem.status, code: problem.code, reason }
}

function toStatus({ route: { verb }, row }: Exchange): number {
  if (verb.action !== undefined) return verb.action.status ?? 200
  if (verb.making !== undefined && row === undefined) return 201
  return statuses[verb.verb] ?? 200
}

const statuses: { readonly [V in Verb]?: number } = {
  create: 201,
  delete: 204,
  deleteMany: 204,
  deleteLink: 204,
  removeFile: 204,
}

/** Which rows of a collection are there for the caller, at this address. */
function narrow({ route, allowed, place, principal, now }: Exchange): Condition {
  const listed = route.listable?.(principal, now) ?? always
  return and(listed, allowed, place)
}

function describeVerb({ verb }: ResourceRoute): string {
  if (verb.action !== undefined) return verb.action.name
  return verb.verb.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function toRequest({ method, url }: ExplainedRequest, parameters: FoundRoute['parameters']): ReceivedRequest {
  const start = url.indexOf('?')
  return {
    method,
    url,
    parameters,
    query: start === -1 ? '' : url.slice(start + 1),
    headers: {},
    body: undefined,
    address: '',
    id: '',
    principal: undefined,
    consumed: undefined,
    replyHeaders: undefined,
    readBody: async () => {},
    async *openBody() {},
  }
}
