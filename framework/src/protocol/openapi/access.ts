import { describeRule } from '../../declaration/policy/describe.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import type { SignUpTerms } from '../../declaration/resource/sign-up.ts'
import { scopesOf, type VerbRoute } from '../../declaration/resource/verb.ts'
import type { Endpoint } from '../message/endpoint.ts'
import { isPublic } from './possible-callers.ts'
import type { OpenApiObject } from './openapi-object.ts'

type Schemes = Readonly<Record<string, OpenApiObject>>

/** Who may use an operation, for machines: the rule as data, and as Security Requirement Objects. */
export function toAccess(route: VerbRoute, schemes: Schemes): OpenApiObject {
  const { rule, signUp } = route
  const scopes = scopesOf(route)
  const isForAnybody = signUp !== undefined || isPublic(rule)
  return {
    'x-access': { rule, scopes, ...(signUp !== undefined && { signUp: signUp.policy }) },
    security: toSecurity(isForAnybody ? 'optional' : 'required', scopes, schemes),
  }
}

/** Who may use an operation, for people. */
export function describeAccess(rule: RuleNode, { making, signUp }: VerbRoute): string {
  const allowed = describeWho(rule, signUp)
  const makers = making && describeRule(making)
  const first = makers === undefined || makers === allowed ? '' : `Makes a row: ${makers}.\n\n`
  return `${first}Allowed: ${allowed}.`
}

function describeWho(rule: RuleNode, signUp: SignUpTerms | undefined): string {
  const allowed = describeRule(rule)
  if (signUp?.who === undefined) return allowed
  return rule.rule === 'nobody' || rule.rule === 'anyone' ? signUp.who : `${signUp.who}, or ${allowed}`
}

/** The Security Requirement Objects of an endpoint that is no resource. */
export function toEndpointSecurity(
  { authentication, scopes = [], ungated }: Endpoint,
  schemes: Schemes,
): readonly OpenApiObject[] {
  const free = ungated === true ? Object.fromEntries(Object.entries(schemes).map(withoutDemand)) : schemes
  return toSecurity(authentication, scopes, free)
}

/** Whether a credential of the scheme must come with every request, whatever else comes with it. */
export const isDemanded = (scheme: OpenApiObject): boolean => scheme[demanded] === true

const demanded = 'x-required'

const withoutDemand = ([name, scheme]: [string, OpenApiObject]): [string, OpenApiObject] => [
  name,
  { ...scheme, [demanded]: false },
]

/** One requirement for each kind of credential; what is demanded stands beside every other (OpenAPI 3.1, section 4.8.30). */
function toSecurity(
  authentication: Endpoint['authentication'],
  scopes: readonly string[],
  schemes: Schemes,
): readonly OpenApiObject[] {
  const always = Object.fromEntries(
    Object.entries(schemes).flatMap(([name, scheme]) => (isDemanded(scheme) ? [[name, []]] : [])),
  )
  if (authentication === 'none') return Object.keys(always).length === 0 ? [] : [always]
  const named = Object.keys(schemes).map((name) => ({ ...always, [name]: scopes }))
  return authentication === 'optional' ? [always, ...named] : named
}
