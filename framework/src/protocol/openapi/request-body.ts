import type { Model } from '../../declaration/resource/model.ts'
import { toInputFields } from '../../declaration/resource/form.ts'
import { toReplaceSchema, toUpdateSchema } from '../../declaration/resource/resource-schema.ts'
import { isStandardSchema } from '../../declaration/resource/standard-schema.ts'
import type { VerbRoute } from '../../declaration/resource/verb.ts'
import { jsonPatchType, patchTypes } from '../patch/patch-types.ts'
import { toPointerText } from '../patch/json-pointer.ts'
import { toQueryExample } from '../query/query-schema.ts'
import { jsonPatchName, toActionSchemaName, toReference, type ComponentNames } from './component-names.ts'
import { toCreateName, toCreateSchemaAt, toKeyedName, toKeyedSchema } from './component-schemas.ts'
import { toFileBody } from './file-operations.ts'
import { toFormContent, toRowForm, type Form } from './form-content.ts'
import { toLinkBody } from './links.ts'
import type { OpenApiObject } from './openapi-object.ts'
import { toCreateExample, toFieldsExample, toReplaceExample, toUpdateExample } from './row-example.ts'

const json = ['application/json'] as const

/** The Request Body Object of an operation; undefined where it takes none. */
export function toRequestBody(
  route: VerbRoute,
  model: Model,
  names: ComponentNames,
): OpenApiObject | undefined {
  if (route.method === 'QUERY') return toQueryBody(model, names)
  switch (route.verb) {
    case 'create':
      return withList(
        model,
        toBody(
          model,
          toCreateName(names.create, model, route),
          withoutParent(route, toCreateExample(model)),
          json,
          toRowForm(model, () => toCreateSchemaAt(model, route)),
        ),
      )
    case 'upsert':
    case 'replace':
      return toBody(
        model,
        route.verb === 'upsert' ? toKeyedName(names.replace) : names.replace,
        withoutParent(route, toReplaceExample(model)),
        json,
        toRowForm(model, route.verb === 'upsert' ? toKeyedSchema : toReplaceSchema),
      )
    case 'update':
    case 'updateMany':
      return toPatchBody(model, names)
    case 'action':
      return toInput(model, route, names)
    case 'putLink':
      return toLinkBody(route.link!, names.row)
    case 'writeFile':
      return toFileBody(route, model)
    default:
      return undefined
  }
}

/** Where that is declared, JSON may hold many new rows. */
function withList({ bulk, limits }: Model, body: OpenApiObject): OpenApiObject {
  if (!bulk.has('create')) return body
  const content = body['content'] as Readonly<Record<string, OpenApiObject>>
  const one = content['application/json']!
  const list = { type: 'array', items: one['schema'], minItems: 1, maxItems: limits.bulk }
  const both = { ...one, schema: { oneOf: [one['schema'], list] } }
  return { ...body, content: { ...content, 'application/json': both } }
}

/** A merge patch by its members, or a JSON Patch by its operations. */
function toPatchBody(model: Model, { update }: ComponentNames): OpenApiObject {
  const example = toUpdateExample(model)
  const merge = toBody(model, update, example, patchTypes, toRowForm(model, toUpdateSchema))
  const operations = Object.entries(example ?? {}).map(([name, value]) => ({
    op: 'replace',
    path: toPointerText([name]),
    value,
  }))
  const patch = toContent(jsonPatchName, operations.length === 0 ? undefined : operations)
  return { ...merge, content: { ...(merge['content'] as OpenApiObject), [jsonPatchType]: patch } }
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
  return toBody(model, toActionSchemaName(row, action.name, 'Input'), example, json, {
    fields: toInputFields(action),
  })
}

function toBody(
  model: Model,
  schema: string,
  example: unknown,
  types: readonly string[],
  form: Form,
): OpenApiObject {
  const content = toContent(schema, example)
  const plain = Object.fromEntries(types.map((type) => [type, content]))
  return { required: true, content: { ...plain, ...toFormContent(model, content, form) } }
}

const toContent = (schema: string, example: unknown): OpenApiObject => ({
  schema: toReference(schema),
  ...(example !== undefined && { example }),
})
