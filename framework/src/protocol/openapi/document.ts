// OpenAPI 3.1.1: the document of an API, made from what runs.
import { DocumentDraft, type DraftOptions } from './document-draft.ts'
import { operationMethods, type OpenApiDocument, type OpenApiObject } from './openapi-object.ts'

export type { OpenApiDocument } from './openapi-object.ts'

/** What a document is made of. */
export interface DocumentOptions extends DraftOptions {
  readonly title: string
  /** Version of the API, not of OpenAPI. */
  readonly version: string
  readonly description?: string
  /** Every scope of the API. */
  readonly scopes: readonly string[]
  /** Server Objects. Default: where the document is served. */
  readonly servers?: readonly OpenApiObject[]
}

/** The OpenAPI document of an API: plain frozen JSON, the same for the same declarations. */
export function createDocument(options: DocumentOptions): OpenApiDocument {
  const { title, version, description, servers = [{ url: '.' }], scopes } = options
  const { paths, webhooks, components } = new DocumentDraft(options).build()
  const document: OpenApiDocument = {
    openapi: '3.1.1',
    info: { title, version, ...(description !== undefined && { description }), 'x-scopes': scopes },
    servers,
    tags: toTags(options, paths),
    paths,
    ...(webhooks !== undefined && { webhooks }),
    components,
  }
  // What was declared stays as it is, and what JSON cannot say falls away.
  return deepFreeze(JSON.parse(JSON.stringify(document)))
}

const endpointTags: Readonly<Record<string, string>> = {
  auth: 'Signing in, and who one is.',
  health: 'Whether the server lives and can do its work.',
  documents: 'This description of the API.',
}

/** What operations are filed under: the resources first, in the order they were declared. */
function toTags({ models }: DocumentOptions, paths: OpenApiDocument['paths']): OpenApiObject[] {
  const operations = Object.values(paths).flatMap((path) => operationMethods.map((method) => path[method]))
  const used = new Set(operations.flatMap((operation) => operation?.tags ?? []))
  const resources = [...models.keys()].filter((name) => used.has(name))
  return [...new Set([...resources, ...used])].map((name) => ({
    name,
    description: models.get(name)?.description ?? endpointTags[name] ?? `Everything about ${name}.`,
  }))
}

/** The document as OpenAPI 3.2 says it: QUERY is an operation like the others, and so is how devices come by tokens. */
export function toVersion32(document: OpenApiDocument): OpenApiObject {
  const paths = Object.entries(document.paths).map(([path, { 'x-query': query, ...item }]) => [
    path,
    query === undefined ? item : { ...item, query },
  ])
  const { securitySchemes, ...components } = document.components
  const schemes = Object.entries(securitySchemes).map(([name, scheme]) => [name, toScheme32(scheme)])
  return {
    ...document,
    openapi: '3.2.0',
    paths: Object.fromEntries(paths),
    components: { ...components, securitySchemes: Object.fromEntries(schemes) },
  }
}

function toScheme32(scheme: OpenApiObject): OpenApiObject {
  const { 'x-oauth2MetadataUrl': oauth2MetadataUrl, ...rest } = scheme
  if (oauth2MetadataUrl === undefined) return scheme
  const { 'x-deviceAuthorization': deviceAuthorization, ...flows } = rest['flows'] as OpenApiObject
  return { ...rest, oauth2MetadataUrl, flows: { ...flows, deviceAuthorization } }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
