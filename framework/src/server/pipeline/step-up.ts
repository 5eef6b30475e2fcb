// Step-up authentication (RFC 9470): who only needs to sign in again is told so.
import { and } from '../../declaration/condition/condition.ts'
import { findFreshness, toConditionWhenFresh } from '../../declaration/policy/decide.ts'
import { needsFreshness } from '../../declaration/policy/decision.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import { NotFound, StaleAuthentication } from '../../kernel/problem/catalogue.ts'
import type { Problem } from '../../kernel/problem/problem.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Exchange } from './exchange.ts'

/** A 401 problem that says how old a sign-in may be, in seconds (section 3: `max_age`). */
export function createStale(rule: RuleNode): Problem {
  const seconds = Math.floor((findFreshness(rule) ?? 0) / 1000)
  const challenge = [
    'Bearer error="insufficient_user_authentication"',
    'error_description="A more recent sign-in is needed"',
    `max_age="${seconds}"`,
  ]
  return new StaleAuthentication({
    detail: 'Sign in again: this needs a more recent sign-in.',
    headers: { 'www-authenticate': challenge.join(', ') },
  })
}

/** 401 for a row that the caller may read once they have signed in again, else 404. */
export function refuseAbsent({ route, id, place, session, principal, now }: Exchange): Awaitable<never> {
  const rule = route.model.access.read
  if (id === undefined || !needsFreshness(rule)) throw new NotFound()
  const where = and(toConditionWhenFresh(rule, principal, now), place)
  return andThen(session.find(route.model, { id, where, selection: idAlone }), (found) => {
    throw found === undefined ? new NotFound() : createStale(rule)
  })
}
