import { multipart, toFormTypes, toRowFields, type FormField } from '../../declaration/resource/form.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { toMultipartSchema } from './file-operations.ts'
import type { OpenApiObject } from './openapi-object.ts'

/** What a form is made of. */
export interface Form {
  readonly fields: readonly FormField[]
  /** The schema of the same body in JSON; looked at only where there are files. */
  readonly schema?: () => JsonSchema
}

/** The form that stands for a row. */
export function toRowForm(model: Model, toSchema: (model: Model) => JsonSchema): Form {
  return { fields: toRowFields(model), schema: () => toSchema(model) }
}

/** The Media Type Objects of the forms that stand for a body in JSON. */
export function toFormContent(model: Model, json: OpenApiObject, form: Form): Record<string, OpenApiObject> {
  const entries = toFormTypes(model).map((type) => {
    const content = type === multipart ? withFiles(json, form) : json
    return [type, { ...content, ...toEncoding(form.fields, type) }]
  })
  return Object.fromEntries(entries)
}

function withFiles(json: OpenApiObject, { fields, schema }: Form): OpenApiObject {
  const files = fields.filter(isUploaded)
  if (files.length === 0 || schema === undefined) return json
  return { schema: toMultipartSchema(schema(), files) }
}

const isUploaded = ({ definition }: FormField): boolean => definition.kind === 'file' && !definition.readOnly

/** How values that are more than a text stand in a form (OpenAPI 3.1.1 section 4.8.15). */
function toEncoding(fields: readonly FormField[], type: string): { readonly encoding?: OpenApiObject } {
  const entries = fields.flatMap((field): [string, OpenApiObject][] => {
    const encoding = toFieldEncoding(field, type)
    return encoding === undefined ? [] : [[field.name, encoding]]
  })
  return entries.length === 0 ? {} : { encoding: Object.fromEntries(entries) }
}

const inJson = { contentType: 'application/json' } as const

function toFieldEncoding(field: FormField, type: string): OpenApiObject | undefined {
  const { kind, items, types } = field.definition
  switch (kind) {
    case 'file':
      if (type !== multipart || !isUploaded(field)) return inJson
      return types && { contentType: types.join(', ') }
    case 'json':
    case 'variant':
      return inJson
    case 'list':
      // One after another under the same name.
      return items!.kind === 'json' || items!.kind === 'variant' ? inJson : { style: 'form', explode: true }
    default:
      return undefined
  }
}
