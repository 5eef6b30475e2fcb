import type { JsonSchema } from '../../../declaration/schema/json-schema.ts'
import { InvalidCode, TooManyRequests } from '../../../kernel/problem/catalogue.ts'
import { createValidator } from '../../../protocol/body/validator.ts'
import type { Endpoint, OperationObject } from '../../../protocol/message/endpoint.ts'
import { readTextMembers } from '../text-members.ts'
import { uncached } from '../uncached.ts'
import { refuseParameters } from '../unknown-parameters.ts'
import { pagePaths } from './code-mails.ts'
import { bodyProblems, codeSchema, hookProblems, toBody, toEmptyResponse } from './code-operations.ts'
import type { PasswordReset } from './password-reset.ts'

const requestSchema = {
  type: 'object',
  properties: { username: { type: 'string', examples: ['ada'] } },
  required: ['username'],
  additionalProperties: false,
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
