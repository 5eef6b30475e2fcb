import type { JsonSchema } from '../../../declaration/schema/json-schema.ts'
import {
  ContentTooLarge,
  Forbidden,
  InsufficientScope,
  InvalidCode,
  InvalidQuery,
  InvalidToken,
  MalformedBody,
  TooManyRequests,
  Unauthenticated,
  Unavailable,
} from '../../../kernel/problem/catalogue.ts'
import { createValidator } from '../../../protocol/body/validator.ts'
import type { Endpoint, OperationObject } from '../../../protocol/message/endpoint.ts'
import { readTextMembers } from '../text-members.ts'
import { uncached } from '../uncached.ts'
import { refuseParameters } from '../unknown-parameters.ts'
import { pagePaths } from './code-mails.ts'
import { bodyProblems, codeSchema, hookProblems, toBody, toEmptyResponse } from './code-operations.ts'
import type { EmailVerification } from './email-verification.ts'

const confirmSchema = {
  type: 'object',
  properties: { code: codeSchema },
  required: ['code'],
  additionalProperties: false,
} satisfies JsonSchema

const validateConfirm = createValidator(confirmSchema)

/**
 * The endpoints by which programs verify addresses.
 * @param scope what having another code mailed takes: it ends the one before
 */
export function createEmailVerificationEndpoints(
  verification: () => EmailVerification,
  scope: string,
): Endpoint[] {
  return [
    {
      method: 'POST',
      path: pagePaths['email-verification'],
      authentication: 'required',
      scopes: [scope],
      operation: requestOperation,
      problems: [
        MalformedBody,
        ContentTooLarge,
        InvalidQuery,
        Unauthenticated,
        InvalidToken,
        InsufficientScope,
        Forbidden,
        TooManyRequests,
        Unavailable,
      ],
      async handle(request, { id }) {
        refuseParameters(request)
        if (id === null) throw new Forbidden({ detail: 'Only users have an address.' })
        await verification().request(id, request.address)
        return { status: 202, headers: uncached, body: null }
      },
    },
    {
      method: 'POST',
      path: `${pagePaths['email-verification']}/confirm`,
      authentication: 'none',
      operation: confirmOperation,
      problems: [...bodyProblems, InvalidCode, ...hookProblems],
      async handle(request) {
        refuseParameters(request)
        const { code = '' } = readTextMembers(request, validateConfirm)
        await verification().confirm(code)
        return { status: 204, headers: uncached, body: null }
      },
    },
  ]
}

const requestOperation: OperationObject = Object.freeze({
  operationId: 'requestEmailVerification',
  summary: 'Have your address verified',
  description:
    'Mails another code to your address, unless it is verified already. Codes sent before are good no more.',
  tags: ['auth'],
  responses: { 202: toEmptyResponse('A mail is on its way, unless the address is verified.') },
})

const confirmOperation: OperationObject = Object.freeze({
  operationId: 'confirmEmailVerification',
  summary: 'Verify an address',
  description:
    'Takes the code of the mail, once, within a day and for the address that it went to. Nobody needs to be signed in: the ' +
    'mail may be read elsewhere.',
  tags: ['auth'],
  requestBody: toBody(confirmSchema),
  responses: { 204: toEmptyResponse('The address is verified.') },
})
