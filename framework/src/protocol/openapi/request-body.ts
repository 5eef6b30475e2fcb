import type { Model } from '../../declaration/resource/model.ts'
import { toFormTypes, toInputFields, toRowFields, type FormField } from '../../declaration/resource/form.ts'
import { isStandardSchema } from '../../declaration/resource/standard-schema.ts'
import type { VerbRoute } from '../../declaration/resource/verb.ts'
import { toQueryExample } from '../query/query-schema.ts'
import { toActionSchemaName, type ComponentNames } from './component-names.ts'
import { toCreateName, toReference } from './component-schemas.ts'
import type { OpenApiObject } from './openapi-object.ts'
import { toCreateExample, toFieldsExample, toReplaceExample, toUpdateExample } from './row-example.ts'

const json = ['application/json'] as const
// JSON Merge Patch (RFC 7396).
const patch = ['application/merge-patch+json', 'application/json'] as const

/** The Request Body Object of an operation; undefined where it takes none. */
export function toRequestBody(
  route: VerbRoute,
  model: Model,
  names: ComponentNames,
): OpenApiObject | undefined {
  if (route.method === 'QUERY') return toQueryBody(model, names)
  switch (route.verb) {
    case 'create':
      return toBody(
        model,
        toCreateName(names.create, model, route),
        withoutParent(route, toCreateExample(model)),
      )
    case 'replace':
      return toBody(model, names.replace, withoutParent(route, toReplaceExample(model)))
    case 'update':
      return toBody(model, names.update, toUpdateExample(model), patch)
    case 'action':
      return toInput(model, route, names)
    default:
      return undefined
  }
}

function toQueryBody(model: Model, { query }: ComponentNames): OpenApiObject {
  const content = { schema: toReference(query), example: toQueryExample(model) }
  return { required: true, content: { 'application/json': content } }
}

/** The address says it. */
function withoutParent({ nesting }: VerbRoute, example: object | undefined): object | undefined {
  if (example === undefined || nesting === undefined) return example
  return Object.fromEntries(Object.entries(example).filter(([name]) => name !== nesting.parameter))
}

function toInput(model: Model, { action }: VerbRoute, { row }: ComponentNames): OpenApiObject | undefined {
  if (action?.input === undefined) return undefined
  const example = isStandardSchema(action.input) ? undefined : toFieldsExample(action.input, 'in')
  return toBody(model, toActionSchemaName(row, action.name, 'Input'), example, json, toInputFields(action))
}

function toBody(
  model: Model,
  schema: string,
  example: unknown,
  types: readonly string[] = json,
  fields: readonly FormField[] = toRowFields(model),
): OpenApiObject {
  const content = { schema: toReference(schema), ...(example !== undefined && { example }) }
  const forms = toFormTypes(model).map((type) => [type, { ...content, ...toEncoding(fields) }])
  return {
    required: true,
    content: { ...Object.fromEntries(types.map((type) => [type, content])), ...Object.fromEntries(forms) },
  }
}

/** How values that are more than a text stand in a form (OpenAPI 3.1.1 section 4.8.15). */
function toEncoding(fields: readonly FormField[]): { readonly encoding?: OpenApiObject } {
  const entries = fields.flatMap(({ name, definition: { kind, items } }): [string, OpenApiObject][] => {
    if (kind === 'json') return [[name, { contentType: 'application/json' }]]
    if (kind !== 'list') return []
    // One after another under the same name.
    return [
      [name, items!.kind === 'json' ? { contentType: 'application/json' } : { style: 'form', explode: true }],
    ]
  })
  return entries.length === 0 ? {} : { encoding: Object.fromEntries(entries) }
}
