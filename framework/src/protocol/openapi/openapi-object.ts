// OpenAPI 3.1.1 (spec.openapis.org/oas/v3.1.1): the objects this framework writes.
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'

/** Any object of a document, or a reference to one. */
export type OpenApiObject = Readonly<Record<string, unknown>>

/** An operation of a path. */
export interface Operation extends OpenApiObject {
  readonly operationId?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly OpenApiObject[]
  readonly responses?: Readonly<Record<string, OpenApiObject>>
}

/** The operations of a path; OpenAPI 3.1 has no word for QUERY (RFC 10008), 3.2 says `query`. */
export const operationMethods = ['get', 'x-query', 'post', 'put', 'patch', 'delete'] as const

export type OperationMethod = (typeof operationMethods)[number]

/** What a path item calls a method. */
export function toOperationMethod(method: string): OperationMethod {
  return (method === 'QUERY' ? 'x-query' : method.toLowerCase()) as OperationMethod
}

/** The operations of one path. */
export type PathItem = { readonly [Method in OperationMethod]?: Operation } & {
  readonly parameters?: readonly OpenApiObject[]
}

/** What a document's references lead to. */
export interface Components {
  readonly schemas: Readonly<Record<string, JsonSchema>>
  readonly responses: Readonly<Record<string, OpenApiObject>>
  readonly headers: Readonly<Record<string, OpenApiObject>>
  readonly parameters: Readonly<Record<string, OpenApiObject>>
  readonly securitySchemes: Readonly<Record<string, OpenApiObject>>
}

/** A whole document: plain frozen JSON. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1'
  readonly info: OpenApiObject
  readonly servers: readonly OpenApiObject[]
  readonly tags: readonly OpenApiObject[]
  readonly paths: Readonly<Record<string, PathItem>>
  /** Requests that the API sends by itself, by name. */
  readonly webhooks?: Readonly<Record<string, PathItem>>
  readonly components: Components
}
