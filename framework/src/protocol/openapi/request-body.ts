import type { Model } from '../../declaration/resource/model.ts'
import { isStandardSchema } from '../../declaration/resource/standard-schema.ts'
import type { VerbRoute } from '../../declaration/resource/verb.ts'
import { toActionSchemaName, type ComponentNames } from './component-names.ts'
import { toReference } from './component-schemas.ts'
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
  switch (route.verb) {
    case 'create':
      return toBody(names.create, toCreateExample(model))
    case 'replace':
      return toBody(names.replace, toReplaceExample(model))
    case 'update':
      return toBody(names.update, toUpdateExample(model), patch)
    case 'action':
      return toInput(route, names)
    default:
      return undefined
  }
}

function toInput({ action }: VerbRoute, { row }: ComponentNames): OpenApiObject | undefined {
  if (action?.input === undefined) return undefined
  const example = isStandardSchema(action.input) ? undefined : toFieldsExample(action.input, 'in')
  return toBody(toActionSchemaName(row, action.name, 'Input'), example)
}

function toBody(schema: string, example: unknown, types: readonly string[] = json): OpenApiObject {
  const content = { schema: toReference(schema), ...(example !== undefined && { example }) }
  return { required: true, content: Object.fromEntries(types.map((type) => [type, content])) }
}
