import { describeRule } from '../../declaration/policy/describe.ts'
import type { Endpoint } from '../message/endpoint.ts'
import { toEndpointSecurity } from './access.ts'
import type { OpenApiObject, Operation } from './openapi-object.ts'
import {
  toCredentialProblems,
  toCsrfProblems,
  toGateProblems,
  universalProblems,
  writingProblems,
  type ProblemContext,
} from './possible-problems.ts'
import type { ProblemResponses } from './problem-responses.ts'

/** The Operation Object of an address that is no resource: what it says itself, and what every address has. */
export function toEndpointOperation(
  endpoint: Endpoint,
  schemes: Readonly<Record<string, ProblemContext['schemes'][number]>>,
  problems: ProblemResponses,
): Operation {
  const { operation, authentication, path, problems: named = [], ungated = false, refusal } = endpoint
  const all = Object.values(schemes)
  const isSafe = endpoint.method === 'GET'
  const bad = [
    ...(authentication === 'none' ? [] : [...toCredentialProblems(all), ...toCsrfProblems(all, isSafe)]),
    ...(ungated ? [] : toGateProblems(all)),
  ]
  const universal = isSafe ? universalProblems : [...universalProblems, ...writingProblems]
  const own = (operation?.['responses'] ?? {}) as Operation['responses']
  return {
    ...operation,
    ...toSignedInAccess(endpoint),
    security: toEndpointSecurity(endpoint, schemes),
    ...toPathParameters(path, operation?.['parameters'] as readonly OpenApiObject[] | undefined),
    responses: {
      ...(refusal === undefined &&
        problems.toResponses([...new Set([...universal, ...named, ...bad])], true)),
      ...own,
    },
  }
}

/** Who may use an endpoint that asks for no more than a credential; others say it themselves. */
function toSignedInAccess({ operation, authentication, scopes = [] }: Endpoint): OpenApiObject {
  if (authentication !== 'required' || operation?.['x-access'] !== undefined) return {}
  const rule = { rule: 'signedIn' } as const
  const texts = [operation?.['description'], `Allowed: ${describeRule(rule)}.`]
  return {
    description: texts.filter((text) => text !== undefined).join('\n\n'),
    'x-access': { rule, scopes },
  }
}

/** Parameters of the path that the endpoint does not describe itself. */
function toPathParameters(path: string, described: readonly OpenApiObject[] = []) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const known = new Set(described.map(({ name }) => name))
  const added = names
    .filter((name) => !known.has(name))
    .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const parameters = [...added, ...described]
  return parameters.length === 0 ? {} : { parameters }
}
