import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { linksName, toReference, type ComponentNames } from './component-names.ts'

type Schemas = Readonly<Record<string, JsonSchema>>

/** The URLs that rows carry where the API says so. */
export const linksSchema: JsonSchema = {
  type: 'object',
  description: 'URLs of the row (`self`) and of the rows it is related to.',
  additionalProperties: { type: 'string', format: 'uri-reference' },
}

/** The schemas of a resource whose rows carry `links`; sent back with a row, they count for nothing. */
export function withLinks(schemas: Schemas, { row, part, replace, update }: ComponentNames): Schemas {
  const links = toReference(linksName)
  const add = (name: string, member: JsonSchema): JsonSchema => {
    const { properties, ...rest } = schemas[name]!
    return { ...rest, properties: { ...properties, links: member } }
  }
  const whole = add(row, links)
  return {
    ...schemas,
    [row]: { ...whole, required: [...(whole.required ?? []), 'links'] },
    [part]: add(part, links),
    [replace]: add(replace, { ...links, readOnly: true }),
    [update]: add(update, { ...links, readOnly: true }),
  }
}
