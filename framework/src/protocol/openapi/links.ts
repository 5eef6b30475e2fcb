// Links of many-to-many relations in the document.
import { hasLinkFields, linkFieldsOf, type LinksRelation } from '../../declaration/resource/link-fields.ts'
import { toInputSchema, toOutputSchema } from '../../declaration/resource/resource-schema.ts'
import type { LinkPlace, VerbRoute } from '../../declaration/resource/verb.ts'
import type { Fields } from '../../declaration/schema/field.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { toSingular } from '../../kernel/values/singular.ts'
import { toAnswerContent } from './answer-content.ts'
import { toPascal, toReference } from './component-names.ts'
import type { OpenApiObject } from './openapi-object.ts'
import { toHeaders } from './response-headers.ts'
import { toFieldsExample } from './row-example.ts'
import type { ResponseContext } from './success-responses.ts'

const nameOf = (row: string, { relation }: LinkPlace, ending: string): string =>
  `${row}${toPascal(toSingular(relation.name))}${ending}`

/** The schemas of a resource's links, such as `ItemTagLink`, and of what a PUT gives them. */
export function toLinkSchemas(row: string, routes: readonly VerbRoute[]): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {}
  for (const { link } of routes) {
    if (link === undefined) continue
    schemas[nameOf(row, link, 'Link')] = toOutputSchema(shownFieldsOf(link.relation))
    if (hasLinkFields(link.relation))
      schemas[nameOf(row, link, 'LinkInput')] = toInputSchema(linkFieldsOf(link.relation))
  }
  return schemas
}

/** Both ids and the fields. */
function shownFieldsOf(relation: LinksRelation): Fields {
  const ends = [relation.near, relation.far].map(
    (name) => [name, { definition: relation.through.properties.get(name)!.definition }] as const,
  )
  return { ...Object.fromEntries(ends), ...linkFieldsOf(relation) } as Fields
}

/** The body of a PUT; undefined where links have no fields. */
export function toLinkBody(link: LinkPlace, row: string): OpenApiObject | undefined {
  if (!hasLinkFields(link.relation)) return undefined
  const schema = toReference(nameOf(row, link, 'LinkInput'))
  const example = toFieldsExample(linkFieldsOf(link.relation), 'in')
  return {
    required: true,
    content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
  }
}

/** What a link's verbs answer when all went well. */
export function toLinkResponses(context: ResponseContext): Record<string, OpenApiObject> {
  const { route, names } = context
  const link = route.link!
  const schema = toReference(nameOf(names.row, link, 'Link'))
  const example = toFieldsExample(shownFieldsOf(link.relation), 'out')
  const content = toAnswerContent({ ...context, schema, example })
  const headers = toHeaders('ETag', 'Cache-Control', 'Vary', 'X-Request-Id')
  const shown = (description: string): OpenApiObject => ({ description, headers, content })
  switch (route.verb) {
    case 'readLink':
      return { 200: shown('The link.'), 304: { description: 'The row has not changed since.', headers } }
    case 'deleteLink':
      return { 204: { description: 'The rows are not linked.', headers: toHeaders('X-Request-Id') } }
    default:
      return hasLinkFields(link.relation)
        ? { 200: shown('The link as it stands now.'), 201: shown('The link that was made.') }
        : {
            201: { description: 'The rows are linked now.', headers },
            204: { description: 'The rows were linked before.', headers },
          }
  }
}
