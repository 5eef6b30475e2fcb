// Checks answers against an OpenAPI 3.1 document: what a document does not say must not come over the wire.
import { AssertionError } from 'node:assert'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { OpenApiDocument, OpenApiObject, Operation } from '../../protocol/openapi/openapi-object.ts'
import { createDocumentReader, type DocumentReader } from './document-reader.ts'

/** An answer and what was asked for. */
export interface CheckedResponse {
  readonly method: string
  /** Path as requested, with its query if it had one; or a path of the document, such as `/todos/{id}`. */
  readonly url: string
  readonly status: number
  /** `Headers` of fetch, or a record with names in any case. */
  readonly headers: Headers | Readonly<Record<string, unknown>>
  /** As it came, not parsed; empty or null when there was none. */
  readonly body: string | null
}

/** Throws an AssertionError naming everything an answer has that the document does not say, or lacks that it says. */
export type ResponseChecker = (response: CheckedResponse) => void

/** Makes the check of every answer of an API by its document. Schemas are compiled when first needed. */
export function createResponseChecker(document: OpenApiDocument): ResponseChecker {
  const reader = createDocumentReader(document)
  return (response) => {
    const faults = findFaults(reader, { ...response, headers: toHeaders(response.headers) })
    if (faults.length === 0) return
    const { method, url, status } = response
    throw new AssertionError({
      message: `The document does not allow this answer to ${method} ${url}: ${status}\n  ${faults.join('\n  ')}\n${response.body?.slice(0, mostShown) ?? ''}`,
      operator: 'createResponseChecker',
    })
  }
}

// A whole document in a message hides what is wrong with it.
const mostShown = 2000

type Response = Omit<CheckedResponse, 'headers'> & { readonly headers: Headers }

function findFaults(reader: DocumentReader, response: Response): readonly string[] {
  const { method, url, status } = response
  if (method === 'OPTIONS') return status === 204 ? [] : findUndocumentedFaults(reader, response)
  const operation = reader.findOperation(method === 'HEAD' ? 'GET' : method, url)
  if (operation === undefined) return findUndocumentedFaults(reader, response)
  const described = operation.responses?.[status] ?? operation.responses?.['default']
  if (described === undefined) {
    return [`status ${status} is not among ${Object.keys(operation.responses ?? {}).join(', ')}`]
  }
  const expected = reader.resolve(described)
  return [
    ...findHeaderFaults(reader, expected, response),
    ...findBodyFaults(reader, operation, expected, response),
  ]
}

// What any server answers to what its document does not know: no such path, no such method, or nothing at all.
const undocumented = new Set([400, 404, 405, 408, 414, 431, 500, 501, 503])

function findUndocumentedFaults(
  reader: DocumentReader,
  { method, status, headers, body }: Response,
): string[] {
  // OPTIONS is in no document, but a bad credential is refused everywhere.
  const isKnown = undocumented.has(status) || (method === 'OPTIONS' && status === 401)
  if (!isKnown) return ['the document has no such operation']
  const required = { 401: 'WWW-Authenticate', 405: 'Allow' }[status]
  const isMissing = required !== undefined && !headers.has(required)
  const faults = isMissing ? [`the header ${required} is missing`] : []
  if (mediaTypeOf(headers) !== 'application/problem+json') return [...faults, 'the body is not problem+json']
  if (method === 'HEAD') return faults
  return [...faults, ...findJsonFaults(reader, { $ref: '#/components/schemas/Problem' }, body)]
}

function findHeaderFaults(
  reader: DocumentReader,
  { headers = {} }: OpenApiObject,
  response: Response,
): string[] {
  return Object.entries(headers as Record<string, OpenApiObject>)
    .filter(([name, header]) => reader.resolve(header)['required'] === true && !response.headers.has(name))
    .map(([name]) => `the header ${name} is missing`)
}

function findBodyFaults(
  reader: DocumentReader,
  operation: Operation,
  { content, 'x-body-optional': isOptional }: OpenApiObject,
  { method, url, headers, body }: Response,
): readonly string[] {
  const isEmpty = body === null || body === ''
  if (content === undefined) return isEmpty ? [] : ['there is a body, and should be none']
  if (method === 'HEAD') return isEmpty ? [] : ['an answer to HEAD has no body']
  // RFC 7240 section 4.2: what was made need not be shown.
  if (isEmpty && isOptional === true) return []
  const type = mediaTypeOf(headers)
  const described = findMediaType(content as Record<string, OpenApiObject>, type)
  if (described === undefined)
    return [`the media type ${type} is not among ${Object.keys(content as object).join(', ')}`]
  const { schema } = described as { readonly schema?: JsonSchema }
  return schema === undefined || !/[/+]json$/.test(type)
    ? []
    : findJsonFaults(reader, toDemanded(reader, operation, schema, url), body)
}

/** What is said of a type: by its name, of all of its kind, or of any. */
function findMediaType(content: Record<string, OpenApiObject>, type: string): OpenApiObject | undefined {
  return content[type] ?? content[`${type.split('/')[0]}/*`] ?? content['*/*']
}

/** The first alternative is the whole row: it may be given in part only to those who ask for that. The last is groups. */
function toDemanded(
  reader: DocumentReader,
  { parameters }: Operation,
  schema: JsonSchema,
  url: string,
): JsonSchema {
  const names = new Set(parameters?.map((parameter) => reader.resolve(parameter)['name']))
  if (names.has('aggregate') && /[?&]aggregate=/.test(url)) return schema.anyOf?.at(-1) ?? schema
  const isChosen = /[?&]fields=/.test(url)
  const isChoosable = names.has('fields')
  return (isChoosable && !isChosen && schema.anyOf?.[0]) || schema
}

function findJsonFaults(reader: DocumentReader, schema: object, body: string | null): readonly string[] {
  try {
    return reader.validate(schema, JSON.parse(body ?? ''))
  } catch (error) {
    if (error instanceof SyntaxError) return ['the body is not JSON']
    throw error
  }
}

const mediaTypeOf = (headers: Headers): string => (headers.get('content-type') ?? '').split(';')[0]!.trim()

function toHeaders(headers: CheckedResponse['headers']): Headers {
  if (headers instanceof Headers) return headers
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined)
  return new Headers(entries.map(([name, value]) => [name, String(value)]))
}
