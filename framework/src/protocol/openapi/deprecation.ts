import { describeDeprecation, type DatedDeprecation } from '../../declaration/schema/deprecation.ts'
import type { OpenApiObject, Operation } from './openapi-object.ts'

/** An operation that goes away, marked as such in words, for machines, and in the headers of its answers. */
export function toDeprecated(operation: Operation, deprecated: DatedDeprecation): Operation {
  const description = [operation['description'], describeDeprecation(deprecated)]
    .filter((part) => part !== undefined)
    .join('\n\n')
  return {
    ...operation,
    deprecated: true,
    'x-deprecated-since': deprecated.since,
    ...(deprecated.sunset !== undefined && { 'x-sunset': deprecated.sunset }),
    ...(deprecated.link !== undefined && {
      externalDocs: { url: deprecated.link, description: 'Why, and what to do.' },
    }),
    description,
    responses: withHeaders(operation.responses ?? {}, deprecated),
  }
}

/** The responses that are the operation's own; those it shares with others are named only. */
function withHeaders(
  responses: Readonly<Record<string, OpenApiObject>>,
  { sunset }: DatedDeprecation,
): Record<string, OpenApiObject> {
  const headers = { Deprecation: deprecation, ...(sunset !== undefined && { Sunset: gone }) }
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      '$ref' in response
        ? response
        : {
            ...response,
            headers: { Link: links, ...(response['headers'] as object | undefined), ...headers },
          },
    ]),
  )
}

const schema = { type: 'string' }
const deprecation = {
  description: 'Since when the operation is deprecated (RFC 9745).',
  required: true,
  schema,
}
const links = {
  description: 'Where more is said of it (RFC 9745, RFC 8594), and what comes after it (RFC 5829).',
  schema,
}
const gone = { description: 'After when the operation may be gone (RFC 8594).', required: true, schema }
