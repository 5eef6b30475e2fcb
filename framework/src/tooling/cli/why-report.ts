import { toAnswer } from '../../declaration/policy/describe-verdict.ts'
import type { RuleExplanation } from '../../declaration/policy/explain.ts'
import type { Principal } from '../../declaration/policy/principal.ts'
import type { AccessExplanation, ExplainedField, ExplainedRule } from '../../server/explain/explanation.ts'

/**
 * An explanation as lines for people.
 * @param isGated whether the API demands something of every request before it asks who it is by
 */
export function toWhyReport(explanation: AccessExplanation, isGated: boolean): string {
  const { verb, route, principal, scopes, rules, narrowing, outcome } = explanation
  const lines = [
    toLine('verb', `${verb} (${route})`),
    toLine('caller', describeCaller(principal)),
    ...(isGated ? [toLine('gate', 'taken for passed: an application key is demanded besides')] : []),
    ...(principal.kind === 'anonymous'
      ? []
      : [
          toLine(
            'scopes',
            scopes.map(({ scope, isGranted }) => `${scope}: ${toAnswer(isGranted)}`).join(', '),
          ),
        ]),
    ...rules.flatMap(toRuleLines),
    ...(narrowing === undefined ? [] : [toLine('rows', `those where: ${narrowing}`)]),
    ...(outcome.code === undefined ? toFieldLines(explanation) : []),
    toLine('answer', [outcome.status, outcome.code, `- ${outcome.reason}`].filter(Boolean).join(' ')),
  ]
  return `${lines.join('\n')}\n`
}

const toLine = (name: string, text: string): string => `${name.padEnd(8)}${text}`

function describeCaller({ kind, id, username, roles, scopes }: Principal): string {
  if (kind === 'anonymous') return 'anonymous'
  const granted = scopes === 'all' ? 'all' : [...scopes].join(', ') || 'none'
  return `${username ?? kind} (${id ?? 'no id'}), roles: ${roles.join(', ') || 'none'}, scopes: ${granted}`
}

function toRuleLines({ about, isThere, explanation }: ExplainedRule): string[] {
  const state = isThere === false ? 'there is no such row' : toAnswer(explanation.holds)
  return [toLine('rule', `${about}: ${state}`), ...toTree(explanation, 1)]
}

/** The parts of a rule below each other, each with what it comes to. */
function toTree({ rule, words, holds, parts }: RuleExplanation, depth: number): string[] {
  const called = { anyOf: 'any of', allOf: 'all of', not: 'not' }[rule as string] ?? words
  const line = `${' '.repeat(6 + 2 * depth)}[${toAnswer(holds)}] ${called}`
  return [line, ...parts.flatMap((part) => toTree(part, depth + 1))]
}

function toFieldLines({
  fields: { shown, hidden, sometimesShown, notWritable },
}: AccessExplanation): string[] {
  return [
    toLine('fields', `shown: ${shown.join(', ')}`),
    ...toFieldLine('hidden', hidden),
    ...toFieldLine('shown in some rows', sometimesShown),
    ...toFieldLine('not writable', notWritable),
  ]
}

const toFieldLine = (name: string, fields: readonly ExplainedField[]): string[] =>
  fields.length === 0
    ? []
    : [toLine('', `${name}: ${fields.map((field) => `${field.name} (${field.reason})`).join(', ')}`)]
