import type { Model, Property } from '../../declaration/resource/model.ts'
import type { VerbRoute } from '../../declaration/resource/verb.ts'
import type { FieldDefinition } from '../../declaration/schema/field.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { kindOf } from '../../declaration/schema/kinds.ts'
import { toFieldExample } from './field-example.ts'
import type { OpenApiObject } from './openapi-object.ts'
import { toHeaders } from './response-headers.ts'

const bytes: JsonSchema = { type: 'string', format: 'binary' }

/** The media types of a file, any where the field names none. */
const typesOf = ({ types = ['*/*'] }: FieldDefinition): readonly string[] => types

const toBytesContent = (definition: FieldDefinition): OpenApiObject =>
  Object.fromEntries(typesOf(definition).map((type) => [type, { schema: bytes }]))

/** What the address of a file answers when all went well. */
export function toFileResponses(
  { definition }: Property,
  verb: VerbRoute['verb'],
): Record<string, OpenApiObject> {
  if (verb === 'removeFile')
    return { 204: { description: 'The file is gone.', headers: toHeaders('X-Request-Id') } }
  return verb === 'readFile' ? toReadResponses(definition) : toWrittenResponses(definition)
}

function toReadResponses(definition: FieldDefinition): Record<string, OpenApiObject> {
  const kept = ['ETag', 'Cache-Control', 'Vary', 'X-Request-Id'] as const
  const shown = [...kept, 'Accept-Ranges', 'Content-Disposition', 'Content-Length'] as const
  const content = toBytesContent(definition)
  return {
    200: { description: 'The file.', headers: toHeaders(...shown), content },
    206: {
      description: 'The bytes asked for by Range; several ranges at once are answered with the whole file.',
      headers: toHeaders(...shown, 'Content-Range'),
      content,
    },
    304: { description: 'The file is still the one the tag names.', headers: toHeaders(...kept) },
  }
}

function toWrittenResponses(definition: FieldDefinition): Record<string, OpenApiObject> {
  const headers = toHeaders('ETag', 'Cache-Control', 'Vary', 'X-Request-Id')
  const example = toFieldExample(definition, 'out')
  const content = { 'application/json': { schema: kindOf(definition).toSchema(definition, 'out'), example } }
  return {
    200: { description: 'The file that took the place of another.', headers, content },
    201: { description: 'The file, where there was none.', headers, content },
    ...(definition.visible !== undefined && {
      204: { description: 'Done; the file is not to be seen.', headers: toHeaders('X-Request-Id') },
    }),
  }
}

/** The body of an upload. */
export function toFileBody(route: VerbRoute, model: Model): OpenApiObject {
  const { definition } = model.properties.get(route.file!)!
  return { required: true, content: toBytesContent(definition) }
}

/** A form with files: they are bytes there, where JSON could only say that they stay. */
export function toMultipartSchema(
  schema: JsonSchema,
  files: readonly { readonly name: string; readonly definition: FieldDefinition }[],
): JsonSchema {
  const parts = files
    .filter(({ name, definition }) => !definition.readOnly && schema.properties?.[name] !== undefined)
    .map(({ name, definition }) => [name, { ...bytes, ...toNote(definition) }])
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(parts) } }
}

function toNote({ description, types, maxBytes }: FieldDefinition): JsonSchema {
  const notes = [
    description,
    types && `A file: ${types.join(' or ')}.`,
    maxBytes && `At most ${maxBytes} bytes.`,
  ].filter(Boolean)
  return notes.length === 0 ? {} : { description: notes.join(' ') }
}
