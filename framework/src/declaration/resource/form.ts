import type { FieldDefinition } from '../schema/field.ts'
import type { ActionDefinition } from './action.ts'
import type { Model } from './model.ts'
import { isStandardSchema } from './standard-schema.ts'

/** The media type of a form without files (WHATWG URL Standard section 5). */
export const urlencoded = 'application/x-www-form-urlencoded'

/** The media type of a form with or without files (RFC 7578). */
export const multipart = 'multipart/form-data'

/** The media types of the forms that a resource takes, the preferred one first. */
export function toFormTypes({ forms }: Model): readonly string[] {
  return forms ? [urlencoded, multipart] : []
}

/** A member that a form may have. */
export interface FormField {
  readonly name: string
  readonly definition: FieldDefinition
}

/** The members of a form that stands for a row. */
export function toRowFields({ properties, transient, computed }: Model): FormField[] {
  const made = computed.map(({ name, field }) => ({ name, definition: field.definition }))
  return [...properties.values(), ...transient.values(), ...made]
}

/** The members of a form that stands for an action's input; a schema of another library reads texts itself. */
export function toInputFields({ input }: ActionDefinition): FormField[] {
  if (input === undefined || isStandardSchema(input)) return []
  return Object.entries(input).map(([name, { definition }]) => ({ name, definition }))
}
