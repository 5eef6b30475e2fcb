import type { Model, Models } from '../../declaration/resource/model.ts'
import { toAncestry } from '../../declaration/resource/nesting.ts'
import { limitsOf, limitsOfEndpoints } from '../../declaration/resource/rate-limit.ts'
import { verbsOf, type VerbRoute } from '../../declaration/resource/verb.ts'
import type { DatedDeprecation } from '../../declaration/schema/deprecation.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { TooManyRequests } from '../../kernel/problem/catalogue.ts'
import { toHeaderNames } from '../rate-limit/rate-limit-headers.ts'
import type { Endpoint } from '../message/endpoint.ts'
import { jsonPatchSchema } from '../patch/json-patch-schema.ts'
import { json } from '../representation/json.ts'
import type { Representation } from '../representation/representation.ts'
import {
  createComponentNames,
  halLinksName,
  halTemplatesName,
  jsonPatchName,
  linksName,
  pageName,
  problemName,
  type ComponentNames,
} from './component-names.ts'
import { pageSchema, toModelSchemas, toNestedSchemas } from './component-schemas.ts'
import { toDeprecated } from './deprecation.ts'
import { toEndpointOperation } from './endpoint-operation.ts'
import { exampleId, toFieldExample } from './field-example.ts'
import { halLinksSchema, halTemplatesSchema, toHalSchemas } from './hal-schemas.ts'
import { headerParameterComponents } from './header-parameters.ts'
import { linksSchema, withLinks } from './links-schemas.ts'
import {
  toOperationMethod,
  type Components,
  type OpenApiDocument,
  type OpenApiObject,
  type Operation,
  type PathItem,
} from './openapi-object.ts'
import { toOperation } from './operation.ts'
import { withLimits, type DocumentedLimits } from './operation-limits.ts'
import { ProblemResponses, problemSchema } from './problem-responses.ts'
import { headerComponents } from './response-headers.ts'
import { toSharedParts } from './shared-parts.ts'
import { toUsedComponents } from './used-components.ts'
import { VariantSchemas } from './variant-schemas.ts'

/** What the paths of a document are made of. */
export interface DraftOptions {
  readonly models: Models
  /** What answers may be written down as, JSON first. Default: JSON alone. */
  readonly representations?: readonly Representation[]
  /** Those without an `operation` are not shown. */
  readonly endpoints: readonly Endpoint[]
  /** What the resources' addresses begin with, such as `/api/v1`; endpoints stand beside it. */
  readonly prefix: string
  /** Security Scheme Objects by name, the preferred one first. */
  readonly securitySchemes: Readonly<Record<string, OpenApiObject>>
  /** What a problem's `type` begins with; its code follows as a fragment. Default: `/problems`. */
  readonly problemTypes?: string
  /** Requests that the API sends by itself, by name; they may refer to the schemas of the resources. Default: none. */
  readonly webhooks?: Readonly<Record<string, PathItem>>
  /** Name of the resource that holds the users: its rows answer to `me` as well. */
  readonly users?: string
  /** Default: nothing is limited. */
  readonly rateLimits?: DocumentedLimits
}

/** A document while its paths and components are being put together. */
export class DocumentDraft {
  readonly #options: DraftOptions
  readonly #names: ReadonlyMap<Model, ComponentNames>
  readonly #problems: ProblemResponses
  readonly #representations: readonly Representation[]
  readonly #paths: Record<string, Record<string, unknown>> = {}
  readonly #schemas: Record<string, JsonSchema> = {
    [problemName]: problemSchema,
    [pageName]: pageSchema,
    [jsonPatchName]: jsonPatchSchema,
    [halLinksName]: halLinksSchema,
    [halTemplatesName]: halTemplatesSchema,
    [linksName]: linksSchema,
  }

  constructor(options: DraftOptions) {
    this.#options = options
    this.#names = createComponentNames(options.models)
    const { problemTypes = '/problems', rateLimits } = options
    this.#problems = new ProblemResponses(problemTypes, rateLimits && toHeaderNames(rateLimits.headers))
    this.#representations = options.representations ?? [json]
  }

  build(): Pick<OpenApiDocument, 'paths' | 'webhooks' | 'components'> {
    for (const endpoint of this.#options.endpoints) this.#addEndpoint(endpoint)
    for (const model of this.#names.keys()) this.#addModel(model)
    this.#rewriteVariants()
    const paths = this.#paths as Record<string, PathItem>
    const components: Components = {
      schemas: this.#schemas,
      responses: this.#problems.components,
      headers: headerComponents,
      parameters: headerParameterComponents,
      securitySchemes: this.#options.securitySchemes,
    }
    const { webhooks } = this.#options
    const used = toUsedComponents([...Object.values(paths), ...Object.values(webhooks ?? {})], components)
    return { ...toSharedParts(paths, used), ...(webhooks !== undefined && { webhooks }) }
  }

  #rewriteVariants(): void {
    const variants = new VariantSchemas((name) => Object.hasOwn(this.#schemas, name))
    for (const [name, schema] of Object.entries(this.#schemas))
      this.#schemas[name] = variants.rewrite(schema, name)
    Object.assign(this.#schemas, variants.schemas)
  }

  #addEndpoint(endpoint: Endpoint): void {
    if (endpoint.operation === undefined) return
    const { securitySchemes, rateLimits } = this.#options
    const limits = endpoint.unlimited ? [] : limitsOfEndpoints(rateLimits?.policies ?? [])
    const { problems = [] } = endpoint
    const limited = limits.length === 0 ? endpoint : { ...endpoint, problems: [...problems, TooManyRequests] }
    const operation = withLimits(
      toEndpointOperation(limited, securitySchemes, this.#problems),
      limits,
      rateLimits?.headers,
    )
    this.#add(endpoint.path, endpoint.method, withDeprecation(operation, endpoint.deprecated))
  }

  #addModel(model: Model): void {
    const routes = verbsOf(model)
    const own = this.#names.get(model)!
    const schemas = toModelSchemas(model, this.#names, routes)
    Object.assign(
      this.#schemas,
      this.#representations[0]?.isLinked === true ? withLinks(schemas, own) : schemas,
      toHalSchemas(model, this.#names, schemas[own.row]!),
    )
    for (const route of routes) this.#addRoute(model, route)
  }

  #addRoute(model: Model, route: VerbRoute): void {
    const { prefix, models, securitySchemes, rateLimits } = this.#options
    const limits = rateLimits === undefined ? [] : limitsOf(model, route, rateLimits.policies)
    const names = this.#names.get(model)!
    const problems = this.#problems
    const representations = this.#representations
    const path = `${prefix}${route.path}`
    const parameters = this.#toPathParameters(model, route)
    if (parameters.length > 0) this.#paths[path] ??= { parameters }
    if (route.verb === 'create') Object.assign(this.#schemas, toNestedSchemas(model, this.#names, route))
    const collection = prefix + toExamplePath(route)
    const operation = withLimits(
      toOperation({
        route,
        model,
        models,
        names,
        collection,
        securitySchemes,
        problems,
        limits,
        representations,
      }),
      limits,
      rateLimits?.headers,
    )
    this.#add(path, route.method, withDeprecation(operation, route.deprecated))
  }

  #add(path: string, method: string, operation: Operation): void {
    ;(this.#paths[path] ??= {})[toOperationMethod(method)] = operation
  }

  #toPathParameters(model: Model, { on, nesting, link }: VerbRoute): OpenApiObject[] {
    const above = toAncestry(nesting).map(({ parent, parameter }) =>
      this.#toIdParameter(parent, parameter, `Names the row of ${parent.name}.`),
    )
    const own = on === 'row' ? [this.#toIdParameter(model, 'id', 'Names the row.')] : []
    const linked =
      link === undefined
        ? []
        : [link].map(({ relation: { target }, parameter }) =>
            this.#toIdParameter(target, parameter, `Names the row of ${target.name}.`),
          )
    return [...above.reverse(), ...own, ...linked]
  }

  #toIdParameter(model: Model, name: string, description: string): OpenApiObject {
    const { kind, definition } = model.properties.get('id')!
    const id = kind.toSchema(definition, 'in')
    const schema = model.name === this.#options.users ? { anyOf: [id, ownId] } : id
    return { name, in: 'path', required: true, description, schema }
  }
}

const withDeprecation = (operation: Operation, deprecated: DatedDeprecation | undefined): Operation =>
  deprecated === undefined ? operation : toDeprecated(operation, deprecated)

/** An address with something in the place of its parameters. */
function toExamplePath({ path, nesting }: VerbRoute): string {
  const examples = new Map(
    toAncestry(nesting).map(({ parent, parameter }) => [
      parameter,
      toFieldExample(parent.properties.get('id')!.definition, 'out'),
    ]),
  )
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(examples.get(name) ?? exampleId))
}

const ownId: JsonSchema = { type: 'string', const: 'me', description: 'The caller.' }
