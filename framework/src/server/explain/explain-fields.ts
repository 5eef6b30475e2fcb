import {
  explainRule,
  judgeWithoutRow,
  type Judge,
  type RuleExplanation,
} from '../../declaration/policy/explain.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import { describeVerdict } from '../../declaration/policy/describe-verdict.ts'
import { matches } from '../../declaration/condition/matches.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { takesIdempotencyKey } from '../../declaration/resource/verb.ts'
import type { ExplainedField, ExplainedFields } from './explanation.ts'

/** Which fields are there for the caller: of the row in question, or of any. */
export async function explainFields(exchange: Exchange): Promise<ExplainedFields> {
  const { model, verb } = exchange.route
  const fields = {
    shown: [] as string[],
    hidden: [] as ExplainedField[],
    sometimesShown: [] as ExplainedField[],
    notWritable: [] as ExplainedField[],
  }
  const computed = model.computed.map(({ name, field }) => [name, field.definition] as const)
  const own = [...model.properties.values()].map(({ name, definition }) => [name, definition] as const)
  for (const [name, { visible, writeOnly }] of [...own, ...computed]) {
    if (writeOnly) continue
    const verdict = await decide(exchange, visible)
    if (verdict.holds === true) fields.shown.push(name)
    else (verdict.holds === false ? fields.hidden : fields.sometimesShown).push(toField(name, verdict))
  }
  const isWrite = verb.method === 'PUT' || verb.method === 'PATCH' || takesIdempotencyKey(verb)
  if (!isWrite || verb.verb === 'action' || verb.link !== undefined) return fields
  for (const { name, definition } of [...model.properties.values(), ...model.transient.values()]) {
    if (definition.readOnly || definition.writable === undefined) continue
    const verdict = await decide(exchange, definition.writable)
    if (verdict.holds !== true) fields.notWritable.push(toField(name, verdict))
  }
  return fields
}

const everyone: RuleNode = { rule: 'anyone' }

function decide({ row, principal, now }: Exchange, rule: RuleNode = everyone): Promise<RuleExplanation> {
  const judge: Judge = row === undefined ? judgeWithoutRow : (condition) => matches(condition, row.values)
  return explainRule(rule, principal, now, judge)
}

function toField(name: string, verdict: RuleExplanation): ExplainedField {
  return { name, reason: describeVerdict(verdict) }
}
