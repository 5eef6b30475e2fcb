// Response Objects of OpenAPI 3.1 for what endpoints answer.
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'

/** The answer when all went well, never to be kept by a cache. */
export function toJsonResponse(description: string, schema: JsonSchema, example: unknown) {
  return {
    description,
    headers: { 'Cache-Control': { schema: { type: 'string', const: 'no-store' } } },
    content: { 'application/json': { schema, examples: { example: { value: example } } } },
  }
}
