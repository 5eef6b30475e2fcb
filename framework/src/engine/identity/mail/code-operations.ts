// What the operations that mail codes, and those that take them, have in common.
import type { JsonSchema } from '../../../declaration/schema/json-schema.ts'
import {
  Conflict,
  ContentTooLarge,
  Forbidden,
  InvalidQuery,
  MalformedBody,
  Unavailable,
  UnsupportedMediaType,
  ValidationFailed,
} from '../../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../../kernel/problem/problem.ts'
import { toTextContent } from '../text-members.ts'

/** A code as a member of a body. */
export const codeSchema = {
  type: 'string',
  description: 'As the mail says it.',
  examples: ['x'.repeat(43)],
} satisfies JsonSchema

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
  content: toTextContent(schema),
})

/** An answer without a body that no cache keeps. */
export const toEmptyResponse = (description: string) => ({
  description,
  headers: { 'Cache-Control': { schema: { const: 'no-store' } } },
})
