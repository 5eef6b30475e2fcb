import { isNever } from '../../declaration/condition/condition.ts'
import { toCondition } from '../../declaration/policy/decide.ts'
import { anonymous } from '../../declaration/policy/principal.ts'
import { toAccessRules } from '../../declaration/resource/access.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { InvalidQuery } from '../../kernel/problem/catalogue.ts'
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import type { SignUpPolicy } from './sign-up-policy.ts'
import { refuseParameters } from './unknown-parameters.ts'

const cacheControl = 'public, max-age=60'

/** `GET /auth/sign-up`: what somebody needs who wants to make an account. */
export function createSignUpEndpoint(users: AnyResource, policy: SignUpPolicy | undefined): Endpoint {
  const name = policy?.terms.policy ?? (isPublic(users) ? 'open' : 'closed')
  const answer = { policy: name, ...policy?.shown }
  const body = JSON.stringify(answer)
  return {
    method: 'GET',
    path: '/auth/sign-up',
    authentication: 'none',
    operation: toOperation(answer),
    problems: [InvalidQuery],
    handle(request) {
      refuseParameters(request)
      return {
        status: 200,
        headers: { 'content-type': 'application/json', 'cache-control': cacheControl },
        body,
      }
    },
  }
}

/** Whether anybody may make a user by the rule alone. */
const isPublic = ({ definition }: AnyResource): boolean =>
  !isNever(toCondition(toAccessRules(definition.options.access).create, anonymous, 0))

const schema: JsonSchema = {
  type: 'object',
  properties: {
    policy: {
      type: 'string',
      description:
        'Who makes an account: `open`, anybody; `captcha`, who solves one; `invitation`, who has one; `closed`, nobody.',
    },
    captcha: {
      type: 'object',
      description: 'How a page shows the captcha.',
      properties: {
        provider: { type: 'string' },
        siteKey: { type: 'string', description: 'Public, for the script of the provider.' },
      },
      required: ['provider', 'siteKey'],
    },
  },
  required: ['policy'],
}

const toOperation = (answer: Readonly<Record<string, unknown>>): OperationObject => ({
  operationId: 'getSignUp',
  summary: 'Get the sign-up policy',
  description: 'What somebody needs who wants to make an account, for the page where they do.',
  tags: ['auth'],
  responses: {
    200: {
      description: 'The policy.',
      headers: { 'Cache-Control': { schema: { type: 'string', const: cacheControl } } },
      content: { 'application/json': { schema, examples: { example: { value: answer } } } },
    },
  },
})
