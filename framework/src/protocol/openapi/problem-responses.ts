// Responses with problem details (RFC 9457).
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { RequestInProgress } from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import { problemName, toReference } from './component-names.ts'
import type { OpenApiObject } from './openapi-object.ts'
import { toHeaders, type HeaderName } from './response-headers.ts'

/** The problem document itself; members that are not named here may stand in it (RFC 9457 section 3.2). */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'What went wrong (RFC 9457).',
  properties: {
    type: {
      type: 'string',
      format: 'uri-reference',
      description: 'Leads to an explanation of this kind of problem.',
    },
    title: { type: 'string', description: 'The kind of problem in a few words.' },
    status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What is wrong with this request.' },
    instance: { type: 'string', format: 'uri-reference', description: 'The address that was asked.' },
    code: { type: 'string', description: 'The kind of problem, for programs; never changes.' },
    requestId: { type: 'string', description: 'Names the request in the logs.' },
    errors: { type: 'array', description: 'Every fault found.', items: toFaultSchema() },
  },
  required: ['type', 'title', 'status', 'code'],
}

function toFaultSchema(): JsonSchema {
  return {
    type: 'object',
    properties: {
      pointer: { type: 'string', description: 'Where in the body (JSON Pointer, RFC 6901).' },
      parameter: { type: 'string', description: 'Which query or path parameter.' },
      header: { type: 'string', description: 'Which request header.' },
      id: { type: ['string', 'integer'], description: 'Which row, of a request about many.' },
      code: { type: 'string', description: 'The kind of fault, for programs.' },
      detail: { type: 'string', description: 'What is wrong, for people.' },
    },
    required: ['code', 'detail'],
  }
}

// Decided before any code of the user's own runs.
const decidedBefore = new Set([406, 408, 413, 414, 415, 431])

/** Collects the responses of a document, each once; operations refer to them. */
export class ProblemResponses {
  readonly components: Record<string, OpenApiObject> = {}
  readonly #typeBase: string
  readonly #headers: readonly HeaderName[]

  /**
   * @param typeBase what a problem's `type` begins with; its code follows as a fragment
   * @param headers those that any problem may come with
   */
  constructor(typeBase: string, headers: readonly HeaderName[] = []) {
    this.#typeBase = typeBase
    this.#headers = headers
  }

  /**
   * The responses of an operation by status.
   * @param isClosed whether these are all; code of the user's own may answer with others
   */
  toResponses(problems: readonly ProblemType[], isClosed: boolean): Record<string, OpenApiObject> {
    const statuses = [...new Set(problems.map(({ status }) => status))].sort((left, right) => left - right)
    const responses = statuses.map((status): [string, OpenApiObject] => {
      const codes = problems.filter((problem) => problem.status === status)
      return [String(status), this.#refer(codes, isClosed || decidedBefore.has(status))]
    })
    return { ...Object.fromEntries(responses), ...(!isClosed && { default: this.#referToAny() }) }
  }

  #refer(problems: readonly ProblemType[], isClosed: boolean): OpenApiObject {
    const name = [...problems.map(({ code }) => toWords(code)), ...(isClosed ? [] : ['Others'])].join('Or')
    this.components[name] ??= toProblemResponse(problems, isClosed, this.#typeBase, this.#headers)
    return { $ref: `#/components/responses/${name}` }
  }

  #referToAny(): OpenApiObject {
    this.components['Others'] ??= {
      description: "Another problem, of this resource's own.",
      content: toContent(toReference(problemName), {}),
    }
    return { $ref: '#/components/responses/Others' }
  }
}

/** `NOT_FOUND` → `NotFound`. */
const toWords = (code: string): string =>
  code
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('')

function toProblemResponse(
  problems: readonly ProblemType[],
  isClosed: boolean,
  typeBase: string,
  headers: readonly HeaderName[],
): OpenApiObject {
  const codes = problems.map(({ code }) => code)
  const { status } = problems[0]!
  const problem = toReference(problemName)
  const narrowed = { properties: { status: { const: status }, ...(isClosed && { code: { enum: codes } }) } }
  return {
    description: problems.map(({ title, code }) => `${title} (\`${code}\`).`).join(' '),
    'x-codes': codes,
    headers: { ...toProblemHeaders(status, codes), ...toHeaders(...headers) },
    content: toContent({ allOf: [problem, narrowed] }, toProblemExamples(problems, typeBase)),
  }
}

const toContent = (schema: JsonSchema, examples: OpenApiObject): OpenApiObject => ({
  'application/problem+json': { schema, ...(Object.keys(examples).length > 0 && { examples }) },
})

function toProblemExamples(problems: readonly ProblemType[], typeBase: string): OpenApiObject {
  return Object.fromEntries(
    problems.map(({ code, title, status }) => [
      code,
      { summary: title, value: { type: `${typeBase}#${code}`, title, status, code } },
    ]),
  )
}

// Not of every conflict: some are settled by no waiting.
const retryAfter: OpenApiObject = {
  description: 'Seconds after which to try again, where the same request is still running.',
  required: false,
  schema: { type: 'string' },
}

// Refused before there is a request: these have no id.
const withoutId = new Set([400, 408, 414, 431])

function toProblemHeaders(status: number, codes: readonly string[]): OpenApiObject {
  const own = {
    401: ['WWW-Authenticate'],
    405: ['Allow'],
    415: ['Accept', 'Accept-Patch'],
    416: ['Content-Range'],
    429: ['Retry-After'],
    503: ['Retry-After'],
    504: ['Retry-After'],
  } as const
  const special = status in own ? own[status as keyof typeof own] : []
  return {
    ...toHeaders(...special, ...(withoutId.has(status) ? [] : (['X-Request-Id'] as const))),
    ...(codes.includes(RequestInProgress.code) && { 'Retry-After': retryAfter }),
  }
}
