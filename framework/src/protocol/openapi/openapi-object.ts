// OpenAPI 3.1.1 (spec.openapis.org/oas/v3.1.1): the objects this framework writes.
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'

/** Any object of a document, or a reference to one. */
export type OpenApiObject = Readonly<Record<string, unknown>>

/** An operation of a path. */
export interface Operation extends OpenApiObject {
  readonly operationId?: string
  readonly tags?: readonly string[]
  readonly responses?: Readonly<Record<string, OpenApiObject>>
}

export type OperationMethod = 'get' | 'post' | 'put' | 'patch' | 'delete'

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
  readonly components: Components
}
