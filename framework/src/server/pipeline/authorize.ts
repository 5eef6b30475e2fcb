import { isAlways, isNever, type Condition } from '../../declaration/condition/condition.ts'
import { toConditionWhenFresh } from '../../declaration/policy/decide.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import { Forbidden } from '../../kernel/problem/catalogue.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Exchange } from './exchange.ts'
import { asksTheSame, holdsForRow, holdsForValues } from './related-verdict.ts'
import { createStale } from './step-up.ts'

/** The verb's rule on the row as it stands, or on the collection: 403 where it does not allow. */
export function authorize(exchange: Exchange): Awaitable<void> {
  const { allowed, row, signUp } = exchange
  if (isAlways(allowed) || signUp !== undefined) return
  const judge = (condition: Condition): Awaitable<boolean> =>
    condition.kind === 'constant' || row === undefined
      ? !isNever(condition)
      : holdsForRow(exchange, condition)
  return andThen(judge(allowed), (holds) => (holds ? undefined : refuse(exchange, judge)))
}

/** The verb's rule on the values as they would stand: nobody writes a row they could not have written before. */
export function authorizeValues(exchange: Exchange): Awaitable<void> {
  const { allowed, row, values, signUp } = exchange
  if (isAlways(allowed) || signUp !== undefined) return
  const id = exchange.id === undefined ? {} : { id: exchange.id }
  const written = { ...id, ...row?.values, ...values }
  if (row !== undefined && asksTheSame(exchange, allowed, written)) return
  const judge = (condition: Condition): Awaitable<boolean> => holdsForValues(exchange, condition, written)
  return andThen(judge(allowed), (holds) => (holds ? undefined : refuse(exchange, judge)))
}

/** 401 where the caller only needs to sign in again, else 403. */
function refuse(
  { route, row, principal, now }: Exchange,
  judge: (condition: Condition) => Awaitable<boolean>,
): Awaitable<never> {
  const { rule, making } = route.verb
  const applied: RuleNode = making && row === undefined ? { rule: 'allOf', of: [rule, making] } : rule
  return andThen(judge(toConditionWhenFresh(applied, principal, now)), (isStale) => {
    if (!isStale) throw new Forbidden({ detail: 'The rules of this resource do not allow this to you.' })
    throw createStale(applied)
  })
}
