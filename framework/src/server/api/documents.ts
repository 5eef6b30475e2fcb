// Where the OpenAPI document is served: as JSON (RFC 8259) and as YAML (RFC 9512).
import { hash } from 'node:crypto'
import type { DatedDeprecation } from '../../declaration/schema/deprecation.ts'
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import { headerOf, type HttpReply, type HttpRequest } from '../../protocol/message/message.ts'
import { InvalidQuery } from '../../kernel/problem/catalogue.ts'
import { toVersion32 } from '../../protocol/openapi/document.ts'
import type { OpenApiDocument, OpenApiObject } from '../../protocol/openapi/openapi-object.ts'
import { toYaml } from '../../protocol/openapi/yaml.ts'

/** Which document it is. */
export interface DocumentPlace {
  /** What stands before `/openapi.json`. Default: nothing. */
  readonly prefix?: string
  /** Whether it is that of whichever version is the current one. Default: it is the document it stands in. */
  readonly isCurrent?: boolean
  /** That the version goes away that it describes. */
  readonly deprecated?: DatedDeprecation | undefined
}

/**
 * `/openapi.json` and `/openapi.yaml`, in OpenAPI 3.1 or, with `?version=3.2`, in 3.2.
 * @param getDocument called once, at the first request
 */
export function documentEndpoints(
  getDocument: () => OpenApiDocument,
  { prefix = '', isCurrent = false, deprecated }: DocumentPlace = {},
): readonly Endpoint[] {
  const forms = [
    ['json', 'application/json', (document: OpenApiObject) => JSON.stringify(document)],
    ['yaml', 'application/yaml', toYaml],
  ] as const
  return forms.map(([ending, mediaType, toText]) => ({
    ...createTextEndpoint(`${prefix}/openapi.${ending}`, mediaType, (version) =>
      toText(toVersion(getDocument(), version)),
    ),
    operation: toOperation(ending, mediaType, isCurrent),
    ...(deprecated !== undefined && { deprecated }),
  }))
}

const versions = ['3.1', '3.2'] as const
type Version = (typeof versions)[number]

const toVersion = (document: OpenApiDocument, version: Version): OpenApiObject =>
  version === '3.2' ? toVersion32(document) : { ...document }

function readVersion({ query }: HttpRequest): Version {
  const given = new URLSearchParams(query).getAll('version')
  const version = versions.find((each) => each === (given[0] ?? '3.1'))
  if (version !== undefined && given.length < 2) return version
  const detail = `must be one of ${versions.join(', ')}`
  throw new InvalidQuery({ errors: [{ parameter: 'version', code: 'invalid_choice', detail }] })
}

function createTextEndpoint(
  path: string,
  mediaType: string,
  makeText: (version: Version) => string,
): Endpoint {
  const answers = new Map<Version, HttpReply>()
  const answerOf = (version: Version): HttpReply => {
    let answer = answers.get(version)
    if (answer === undefined) answers.set(version, (answer = createAnswer(makeText(version), mediaType)))
    return answer
  }
  return {
    method: 'GET',
    path,
    authentication: 'none',
    ungated: true,
    problems: [InvalidQuery],
    handle: (request) => toConditional(request, answerOf(readVersion(request))),
  }
}

function createAnswer(body: string, mediaType: string): HttpReply {
  const headers = {
    'content-type': `${mediaType}; charset=utf-8`,
    'cache-control': 'no-cache',
    etag: `"${hash('sha256', body, 'base64url').slice(0, 22)}"`,
  }
  return { status: 200, headers, body }
}

/** 304 where the client has it already (RFC 9110 section 13.1.2). */
export function toConditional(request: HttpRequest, answer: HttpReply): HttpReply {
  const known = headerOf(request, 'if-none-match')
  // A tag made of a digest cannot stand in another one.
  if (known === undefined || (known !== '*' && !known.includes(answer.headers['etag']!))) return answer
  const { 'content-type': _, ...headers } = answer.headers
  return { status: 304, headers, body: null }
}

const versionParameter = {
  name: 'version',
  in: 'query',
  required: false,
  description:
    'The version of OpenAPI; 3.2 has a word for the method QUERY, which stands as `x-query` in 3.1.',
  schema: { type: 'string', enum: versions, default: '3.1' },
} as const

function toOperation(ending: 'json' | 'yaml', mediaType: string, isCurrent: boolean): OperationObject {
  const what = isCurrent ? 'the document of the current version' : 'this document'
  return {
    operationId: `get${isCurrent ? 'Current' : ''}OpenApi${ending === 'json' ? 'Json' : 'Yaml'}`,
    summary: `Get ${what} (${mediaType})`,
    tags: ['documents'],
    parameters: [versionParameter, { $ref: '#/components/parameters/IfNoneMatch' }],
    responses: {
      200: {
        description: isCurrent ? 'The document.' : 'This document.',
        headers: toHeaders(),
        content: { [mediaType]: { schema: { type: 'object' } } },
      },
      304: { description: 'The document is still the one the tag names.', headers: toHeaders() },
    },
  }
}

const toHeaders = () => ({
  ETag: { $ref: '#/components/headers/ETag' },
  'Cache-Control': { $ref: '#/components/headers/Cache-Control' },
})
