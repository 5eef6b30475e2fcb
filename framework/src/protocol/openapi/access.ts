import { describeRule } from '../../declaration/policy/describe.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import { isPublic } from './possible-callers.ts'
import type { OpenApiObject } from './openapi-object.ts'

/** Who may use an operation, for machines: the rule as data, and as Security Requirement Objects. */
export function toAccess(
  rule: RuleNode,
  scopes: readonly string[],
  schemes: readonly string[],
): OpenApiObject {
  return {
    'x-access': { rule, scopes },
    security: [...(isPublic(rule) ? [{}] : []), ...schemes.map((name) => ({ [name]: scopes }))],
  }
}

/** Who may use an operation, for people. */
export function describeAccess(rule: RuleNode, making?: RuleNode): string {
  const [allowed, makers] = [describeRule(rule), making && describeRule(making)]
  const first = makers === undefined || makers === allowed ? '' : `Makes a row: ${makers}.\n\n`
  return `${first}Allowed: ${allowed}.`
}

/** The Security Requirement Objects of an endpoint that is no resource. */
export function toEndpointSecurity(
  authentication: 'none' | 'optional' | 'required',
  schemes: readonly string[],
): readonly OpenApiObject[] {
  if (authentication === 'none') return []
  return [...(authentication === 'optional' ? [{}] : []), ...schemes.map((name) => ({ [name]: [] }))]
}
