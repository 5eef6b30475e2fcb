import type { Model } from '../../declaration/resource/model.ts'
import { isMinimizable, takesIdempotencyKey, type VerbRoute } from '../../declaration/resource/verb.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { isStandardSchema } from '../../declaration/resource/standard-schema.ts'
import { cachingOf } from '../conditional/cache-control.ts'
import type { Representation } from '../representation/representation.ts'
import { toAnswerContent } from './answer-content.ts'
import { toActionSchemaName, toReference, type ComponentNames } from './component-names.ts'
import { toLinkResponses } from './links.ts'
import type { OpenApiObject } from './openapi-object.ts'
import { toFileResponses } from './file-operations.ts'
import { headerComponents, toHeaders, type HeaderName } from './response-headers.ts'
import { toFieldsExample, toRowExample } from './row-example.ts'

/** What the answers of one operation are made of. */
export interface ResponseContext {
  readonly model: Model
  readonly route: VerbRoute
  readonly names: ComponentNames
  /** The address of the collection, with every prefix. */
  readonly collection: string
  readonly representations: readonly Representation[]
}

type Responses = Record<string, OpenApiObject>

/** What an operation answers when all went well. */
export function toSuccessResponses(context: ResponseContext): Responses {
  const { route } = context
  const responses = isMinimizable(route) ? withMinimal(toOwnResponses(context)) : toOwnResponses(context)
  const keyed = takesIdempotencyKey(route) ? (['Idempotency-Replayed'] as const) : []
  const marked = isMarked(context) ? (['Surrogate-Key', 'Cache-Tag'] as const) : []
  return withHeaders(responses, ...keyed, ...marked, 'Preference-Applied')
}

/** Whether shared caches may keep the answers. */
const isMarked = ({ route: { verb }, model }: ResponseContext): boolean => cachingOf(model, verb).isShared

/** What was changed may be left out of the answer; what was made is then told by its address alone. */
function withMinimal(responses: Responses): Responses {
  const { 200: shown, 201: made, 204: nothing = minimal } = responses
  return {
    ...responses,
    ...(made !== undefined && {
      201: { ...made, description: `${String(made['description'])} ${left}`, 'x-body-optional': true },
    }),
    ...(shown !== undefined && { 204: nothing }),
  }
}

const left = 'Left out for `Prefer: return=minimal`, and for credentials that may not read.'
const minimal: OpenApiObject = {
  description: `The row as it stands now. ${left}`,
  headers: toHeaders('ETag', 'Cache-Control', 'Vary', 'X-Request-Id'),
}

function withHeaders(responses: Responses, ...names: readonly HeaderName[]): Responses {
  const more = toHeaders(...names)
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      { ...response, headers: { ...(response['headers'] as OpenApiObject), ...more } },
    ]),
  )
}

function toOwnResponses(context: ResponseContext): Responses {
  const { route, model } = context
  switch (route.verb) {
    case 'list':
      return { 200: toPage(context), 304: notModified }
    case 'read':
      return { 200: toRow(context, 'The row.'), 304: notModified }
    case 'create':
      return { 201: toMade(context) }
    case 'updateMany':
      return toManyResponses(context)
    case 'deleteMany':
      return { 204: { description: 'The rows are gone.', headers: toHeaders('X-Request-Id') } }
    case 'replace':
      return {
        200: toRow(context, 'The row as it stands now.'),
        ...(model.upsert && { 201: toRow(context, 'The row that was made.', 'Location') }),
      }
    case 'upsert':
      return {
        200: toRow(context, 'The row as it stands now.', 'Content-Location'),
        201: toRow(context, 'The row that was made.', 'Location'),
      }
    case 'update':
      return { 200: toRow(context, 'The row as it stands now.') }
    case 'delete':
      return { 204: { description: 'The row is gone.', headers: toHeaders('X-Request-Id') } }
    case 'action':
      return toActionResponses(context)
    case 'readFile':
    case 'writeFile':
    case 'removeFile':
      return toFileResponses(model.properties.get(route.file!)!, route.verb)
    default:
      return toLinkResponses(context)
  }
}

const notModified: OpenApiObject = {
  description: 'Nothing has changed since the tag or date of the request.',
  headers: toHeaders('ETag', 'Cache-Control', 'Vary', 'X-Request-Id'),
}

function toRow(
  context: ResponseContext,
  description: string,
  ...more: readonly ('Location' | 'Content-Location')[]
): OpenApiObject {
  return {
    description,
    headers: toHeaders('ETag', ...more, 'Cache-Control', 'Vary', 'X-Request-Id'),
    content: toAnswerContent({
      ...context,
      schema: toRowSchema(context.names),
      halSchema: toReference(context.names.hal),
      example: toShownExample(context),
    }),
  }
}

/** What was made: a row, or all of a list where that is declared. */
function toMade(context: ResponseContext): OpenApiObject {
  const made = toRow(context, 'The row that was made.', 'Location')
  if (!context.model.bulk.has('create')) return made
  const { row, part } = context.names
  const [json, ...others] = Object.entries(made['content'] as Readonly<Record<string, OpenApiObject>>)
  const whole = { anyOf: [toReference(row), toListSchema(row)] }
  const schema = { anyOf: [whole, toReference(part), toListSchema(part)] }
  return {
    ...made,
    description: 'The row that was made, or all rows of a list.',
    // Only of one row.
    headers: {
      ...(made['headers'] as OpenApiObject),
      ETag: { ...(headerComponents['ETag'] as OpenApiObject), required: false },
      Location: { ...(headerComponents['Location'] as OpenApiObject), required: false },
    },
    content: { [json![0]]: { ...json![1], schema }, ...Object.fromEntries(others) },
  }
}

/** Rows that were written together. */
const toListSchema = (row: string): JsonSchema => ({
  type: 'object',
  properties: { data: { type: 'array', items: toReference(row) } },
  required: ['data'],
  additionalProperties: false,
})

function toManyResponses(context: ResponseContext): Responses {
  const { row, part } = context.names
  const example = toShownExample(context)
  const content = toAnswerContent({
    ...context,
    schema: { anyOf: [toListSchema(row), toListSchema(part)] },
    example: example && { data: [example] },
  })
  return {
    200: { description: 'The rows as they stand now.', headers: resultHeaders, content },
    204: { description: `The rows were changed. ${left}`, headers: toHeaders('X-Request-Id') },
  }
}

/** Without `fields`, rows are whole. */
function toRowSchema({ row, part }: ComponentNames): JsonSchema {
  return { anyOf: [toReference(row), toReference(part)] }
}

/** A row as it is answered: with its links, where rows carry them. */
function toShownExample({ model, collection, representations }: ResponseContext) {
  const row = toRowExample(model)
  if (row === undefined || representations[0]?.isLinked !== true) return row
  return { ...row, links: { self: `${collection}/${row['id']}` } }
}

function toPage(context: ResponseContext): OpenApiObject {
  const { route, model, names, collection } = context
  const row = toShownExample(context)
  const page = { limit: model.limits.pageSize, next: null, prev: null, first: collection }
  const groups = model.aggregate.size === 0 ? [] : [toReference(names.aggregates)]
  return {
    description:
      groups.length === 0 ? 'A page of rows.' : 'A page of rows, or with `aggregate` groups of them.',
    headers: {
      ...toHeaders('ETag', 'Accept-Query', 'Cache-Control', 'Vary', 'X-Request-Id'),
      ...(route.method === 'QUERY' ? queryHeaders : toHeaders('Link')),
    },
    content: toAnswerContent({
      ...context,
      schema: { anyOf: [toReference(names.collection), toReference(names.partCollection), ...groups] },
      halSchema: toAnyOf([toReference(names.halCollection), ...groups]),
      example: row && { data: [row], page },
    }),
  }
}

const toAnyOf = (schemas: readonly JsonSchema[]): JsonSchema =>
  schemas.length === 1 ? schemas[0]! : { anyOf: schemas }

const text = { schema: { type: 'string' } } as const

// Where the query fits into a URL.
const queryHeaders: OpenApiObject = {
  Link: { description: 'The pages around this one, by GET (RFC 8288).', required: false, ...text },
  Location: { description: 'Where GET answers the same (RFC 10008).', required: false, ...text },
}

const gone = 'Done; the row is no longer there, or no longer to be seen.'
const resultHeaders = toHeaders('Cache-Control', 'Vary', 'X-Request-Id')

function toActionResponses(context: ResponseContext): Responses {
  const { route, names } = context
  const { name, status, output } = route.action!
  if (status === 204) return { 204: { description: 'Done.', headers: toHeaders('X-Request-Id') } }
  if (output === undefined) {
    return {
      [status]: toRow(context, 'The row as it stands now.'),
      204: { description: gone, headers: toHeaders('X-Request-Id') },
    }
  }
  const example = isStandardSchema(output) ? undefined : toFieldsExample(output, 'out')
  const schema = toReference(toActionSchemaName(names.row, name, 'Output'))
  const content = toAnswerContent({ ...context, schema, example })
  return { [status]: { description: 'The result.', headers: resultHeaders, content } }
}
