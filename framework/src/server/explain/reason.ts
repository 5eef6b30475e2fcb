import { describeVerdict } from '../../declaration/policy/describe-verdict.ts'
import { hasGrantedScope } from '../../declaration/policy/principal.ts'
import {
  Forbidden,
  InsufficientScope,
  NotFound,
  StaleAuthentication,
  Unauthenticated,
} from '../../kernel/problem/catalogue.ts'
import type { Problem } from '../../kernel/problem/problem.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import type { ExplainedRule } from './explanation.ts'

/** Why a request is answered as it is, in a sentence without its full stop. */
export function toReason(
  exchange: Exchange,
  problem: Problem | undefined,
  rules: readonly ExplainedRule[],
): string {
  const last = toVerdict(rules.at(-1))
  if (problem === undefined) return toSignUp(exchange) ?? toLeave(rules.at(-1))
  switch (problem.code) {
    case Unauthenticated.code:
      return `nobody without a credential passes (${last})`
    case InsufficientScope.code:
      return `the credential lacks ${toLacking(exchange)}`
    case NotFound.code:
      return toAbsence(rules)
    case StaleAuthentication.code:
      return `the sign-in is too long ago (${last})`
    case Forbidden.code:
      return `the rule does not allow it (${last})`
    default:
      return problem.detail ?? problem.title
  }
}

/** Callers who make a user of their own, whom the rule lets make none. */
function toSignUp({ signUp, route }: Exchange): string | undefined {
  const terms = route.verb.signUp
  return signUp && terms && `by the sign-up policy ${terms.policy}, ${terms.who} may`
}

function toLeave(last: ExplainedRule | undefined): string {
  const allows =
    last?.explanation.holds === undefined ? 'the rule allows it to some rows or values' : 'the rule allows it'
  return `${allows} (${toVerdict(last)})`
}

/** Absent, hidden or elsewhere: all look alike to the caller. */
function toAbsence(rules: readonly ExplainedRule[]): string {
  const missing = rules.find(({ isThere }) => isThere === false)
  if (missing !== undefined) return `there is no such row (${missing.about})`
  const hidden = rules.find(({ about, isThere, explanation }) => {
    return about.startsWith('read ') && isThere === true && explanation.holds === false
  })
  if (hidden === undefined) return 'the rows of the address do not belong together, or have nothing to show'
  return `the row is there, but looks absent to the caller (${hidden.about}: ${describeVerdict(hidden.explanation)})`
}

const toLacking = ({ route, principal }: Exchange): string =>
  route.scopes
    .filter((scope) => !hasGrantedScope(principal, scope))
    .map((scope) => `the scope ${scope}`)
    .join(' and ')

const toVerdict = (rule: ExplainedRule | undefined): string =>
  rule === undefined ? '' : describeVerdict(rule.explanation)
