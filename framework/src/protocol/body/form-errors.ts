import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { SchemaError } from './schema-fault.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import { fromPointerToken } from '../../kernel/values/pointer-token.ts'

/**
 * Of the errors of a value that may have several forms, told apart by a discriminator, those of the form that it claims
 * to have: that it has none of the others is no fault.
 */
export function keepClaimedForms(
  schema: JsonSchema,
  value: unknown,
  errors: readonly SchemaError[],
): readonly SchemaError[] {
  let kept = errors
  for (const error of errors) {
    // Inner forms come first; an outer one that is not claimed takes them along.
    if (error.keyword !== 'oneOf' || !kept.includes(error)) continue
    const at = resolve(schema, error.schemaPath.slice(1)) as JsonSchema | undefined
    const name = (at?.['discriminator'] as { readonly propertyName?: string } | undefined)?.propertyName
    if (name === undefined) continue
    const inner = resolve(value, error.instancePath)
    const others = kept.filter((each) => !isAbout(each, error) && each !== error)
    kept = [...others, ...toClaimed(error, at?.oneOf ?? [], name, inner, kept)]
  }
  return kept
}

/** Whether an error is about one of the forms of another one. */
function isAbout(error: SchemaError, { schemaPath, instancePath }: SchemaError, form = ''): boolean {
  const isInside = `${error.instancePath}/`.startsWith(`${instancePath}/`)
  return isInside && `${error.schemaPath}/`.startsWith(`${schemaPath}/oneOf/${form}`)
}

function toClaimed(
  error: SchemaError,
  forms: readonly JsonSchema[],
  name: string,
  value: unknown,
  errors: readonly SchemaError[],
): readonly SchemaError[] {
  // That it is no object has been said already.
  if (!isObject(value)) return []
  const { instancePath, schemaPath } = error
  if (!Object.hasOwn(value, name)) {
    const params = { requiredProperties: [name] }
    return [{ keyword: 'required', instancePath, schemaPath, params, message: 'must be given' }]
  }
  const claimed = (value as Readonly<Record<string, unknown>>)[name]
  const words = forms.map(({ properties }) => properties?.[name]?.const)
  const index = words.indexOf(claimed)
  if (index !== -1 && claimed !== undefined) return errors.filter((each) => isAbout(each, error, `${index}/`))
  const params = { allowedValues: words.filter((word) => word !== undefined) }
  return [
    {
      keyword: 'enum',
      instancePath: `${instancePath}/${name}`,
      schemaPath,
      params,
      message: 'must be known',
    },
  ]
}

/** What a JSON Pointer (RFC 6901) leads to. */
function resolve(root: unknown, pointer: string): unknown {
  const tokens = pointer.split('/').slice(1)
  return tokens.reduce<unknown>((value, token) => {
    const name = fromPointerToken(token)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  }, root)
}
