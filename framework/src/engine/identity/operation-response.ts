// Response and Parameter Objects of OpenAPI 3.1 for what endpoints answer.
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'

/** The answer when all went well, never to be kept by a cache. */
export function toJsonResponse(description: string, schema: JsonSchema, example: unknown) {
  return {
    description,
    headers: { 'Cache-Control': { schema: { type: 'string', const: 'no-store' } } },
    content: { 'application/json': { schema, examples: { example: { value: example } } } },
  }
}

/** The answer without a body, as little to be kept. */
export function toEmptyResponse(description: string) {
  return { description, headers: { 'Cache-Control': toHeader('`no-store`.') } }
}

/** A response with one more header. */
export function withHeader(response: ReturnType<typeof toJsonResponse>, name: string, description: string) {
  return { ...response, headers: { ...response.headers, [name]: toHeader(description) } }
}

const toHeader = (description: string) => ({ description, schema: { type: 'string' } })

/** The parameters of a page, as `readPlace` reads them. */
export const pageParameters = [
  { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
  { name: 'after', schema: { type: 'string' }, description: 'As `page.next` says it.' },
  { name: 'before', schema: { type: 'string' }, description: 'As `page.prev` says it.' },
].map((parameter) => ({ in: 'query', ...parameter }))

/** The id in a path. */
export const idParameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
}

const url = { type: 'string', format: 'uri-reference' } as const
const optionalUrl = { type: ['string', 'null'], format: 'uri-reference' } as const

/** A page of such rows, as `toPageAnswer` writes it. */
export const toPageSchema = (row: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: {
    data: { type: 'array', items: row },
    page: {
      type: 'object',
      properties: { limit: { type: 'integer' }, next: optionalUrl, prev: optionalUrl, first: url },
      required: ['limit', 'next', 'prev', 'first'],
    },
  },
  required: ['data', 'page'],
})
