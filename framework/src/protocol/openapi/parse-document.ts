// OpenAPI documents as JSON (RFC 8259) or YAML 1.2, of which JSON is a part.
import { parse } from 'yaml'
import type { OpenApiObject } from './openapi-object.ts'

/** The document a text holds; undefined when it is none of OpenAPI 3. */
export function parseDocument(text: string): OpenApiObject | undefined {
  const document = parseText(text)
  const version = document === undefined ? undefined : document['openapi']
  return typeof version === 'string' && version.startsWith('3.') ? document : undefined
}

function parseText(text: string): OpenApiObject | undefined {
  try {
    // JSON.parse is a hundred times quicker, and most documents are JSON.
    const value: unknown = /^\s*\{/.test(text) ? JSON.parse(text) : parse(text)
    return typeof value === 'object' && value !== null ? (value as OpenApiObject) : undefined
  } catch {
    return undefined
  }
}
