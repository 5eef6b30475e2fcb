import type { JsonSchema } from '../../../declaration/schema/json-schema.ts'
import {
  Conflict,
  ContentTooLarge,
  Forbidden,
  InvalidCode,
  InvalidQuery,
  MalformedBody,
  TooManyRequests,
  Unavailable,
  UnsupportedMediaType,
  ValidationFailed,
} from '../../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../../kernel/problem/problem.ts'
import { createValidator } from '../../../protocol/body/validator.ts'
import type { Endpoint, OperationObject } from '../../../protocol/message/endpoint.ts'
import { readTextMembers, textMemberTypes } from '../text-members.ts'
import { uncached } from '../uncached.ts'
import { refuseParameters } from '../unknown-parameters.ts'
import { pagePaths } from './code-mails.ts'
import type { PasswordReset } from './password-reset.ts'

const requestSchema = {
  type: 'object',
  properties: { username: { type: 'string', examples: ['ada'] } },
  required: ['username'],
  additionalProperties: false,
} satisfies JsonSchema

/** A code as a member of a body. */
export const codeSchema = {
  type: 'string',
  description: 'As the mail says it.',
  examples: ['x'.repeat(43)],
} satisfies JsonSchema

const confirmSchema = {
  type: 'object',
  properties: {
    code: codeSchema,
    password: { type: 'string', format: 'password', examples: ['correct horse battery'] },
  },
  required: ['code', 'password'],
  additionalProperties: false,
} satisfies JsonSchema

const validateRequest = createValidator(requestSchema)
const validateConfirm = createValidator(confirmSchema)

/** The endpoints by which programs reset passwords. */
export function createPasswordResetEndpoints(reset: () => PasswordReset): Endpoint[] {
  return [
    {
      method: 'POST',
      path: pagePaths['password-reset'],
      authentication: 'none',
      operation: requestOperation,
      problems: [...bodyProblems, TooManyRequests],
      async handle(request) {
        refuseParameters(request)
        const { username = '' } = readTextMembers(request, validateRequest)
        await reset().request(username, request.address)
        return { status: 202, headers: uncached, body: null }
      },
    },
    {
      method: 'POST',
      path: `${pagePaths['password-reset']}/confirm`,
      authentication: 'none',
      operation: confirmOperation,
      problems: [...bodyProblems, InvalidCode, ...hookProblems],
      async handle(request) {
        refuseParameters(request)
        const { code = '', password = '' } = readTextMembers(request, validateConfirm)
        await reset().confirm(code, password, request.address)
        return { status: 204, headers: uncached, body: null }
      },
    },
  ]
}

/** What a body of texts may be refused with. */
export const bodyProblems: readonly ProblemType[] = [
  MalformedBody,
  ContentTooLarge,
  InvalidQuery,
  UnsupportedMediaType,
  ValidationFailed,
  Unavailable,
]

/** What hooks of the users may refuse a write with. */
export const hookProblems: readonly ProblemType[] = [Forbidden, Conflict]

/** A body of texts, as JSON or as a form. */
export const toBody = (schema: JsonSchema) => ({
  required: true,
  content: Object.fromEntries(textMemberTypes.map((type) => [type, { schema }])),
})

/** An answer without a body that no cache keeps. */
export const toEmptyResponse = (description: string) => ({
  description,
  headers: { 'Cache-Control': { schema: { const: 'no-store' } } },
})

const requestOperation: OperationObject = Object.freeze({
  operationId: 'requestPasswordReset',
  summary: 'Ask for another password',
  description:
    'Mails a code to the address of the account, if there is an active one with this name. The answer is the same ' +
    'whether there is or not.',
  tags: ['auth'],
  requestBody: toBody(requestSchema),
  responses: { 202: toEmptyResponse('A mail is on its way, if there is such an account.') },
})

const confirmOperation: OperationObject = Object.freeze({
  operationId: 'confirmPasswordReset',
  summary: 'Choose another password',
  description:
    'Takes the code of the mail, once and within an hour. Every session of the account ends; sign in with the password.',
  tags: ['auth'],
  requestBody: toBody(confirmSchema),
  responses: { 204: toEmptyResponse('The password is the one given.') },
})
