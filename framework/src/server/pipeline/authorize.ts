import { isAlways, isNever } from '../../declaration/condition/condition.ts'
import { matches } from '../../declaration/condition/matches.ts'
import { toConditionWhenFresh } from '../../declaration/policy/decide.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import { Forbidden, StaleAuthentication } from '../../kernel/problem/catalogue.ts'
import type { Exchange } from './exchange.ts'

/** The verb's rule on the row as it stands, or on the collection: 403 where it does not allow. */
export function authorize(exchange: Exchange): void {
  const { allowed, row } = exchange
  if (isAlways(allowed)) return
  if (isNever(allowed)) throw refuse(exchange, row?.values)
  if (row !== undefined && !matches(allowed, row.values)) throw refuse(exchange, row.values)
}

/** The verb's rule on the values as they would stand: nobody writes a row they could not have written before. */
export function authorizeValues(exchange: Exchange): void {
  const { allowed, row, values } = exchange
  if (isAlways(allowed)) return
  const id = exchange.id === undefined ? {} : { id: exchange.id }
  const written = { ...id, ...row?.values, ...values }
  if (!matches(allowed, written)) throw refuse(exchange, written)
}

type Values = Readonly<Record<string, unknown>>

/** @param values that the rule is about; undefined: of a collection, about no row */
function refuse({ route, row, principal, now }: Exchange, values: Values | undefined): Error {
  const { rule, making } = route.verb
  const applied: RuleNode = making && row === undefined ? { rule: 'allOf', of: [rule, making] } : rule
  const fresh = toConditionWhenFresh(applied, principal, now)
  if (values === undefined ? !isNever(fresh) : matches(fresh, values)) {
    // RFC 9470 section 3.
    return new StaleAuthentication({
      detail: 'Sign in again: this needs a more recent sign-in.',
      headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication"' },
    })
  }
  return new Forbidden({ detail: 'The rules of this resource do not allow this to you.' })
}
