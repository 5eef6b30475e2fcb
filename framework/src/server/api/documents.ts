// Where the OpenAPI document is served: as JSON (RFC 8259) and as YAML (RFC 9512).
import { hash } from 'node:crypto'
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import { headerOf, type HttpReply, type HttpRequest } from '../../protocol/message/message.ts'
import type { OpenApiDocument } from '../../protocol/openapi/openapi-object.ts'
import { toYaml } from '../../protocol/openapi/yaml.ts'

/**
 * `/openapi.json` and `/openapi.yaml`.
 * @param getDocument called once, at the first request
 */
export function documentEndpoints(getDocument: () => OpenApiDocument): readonly Endpoint[] {
  return [
    createTextEndpoint('/openapi.json', 'application/json', 'getOpenApiJson', () =>
      JSON.stringify(getDocument()),
    ),
    createTextEndpoint('/openapi.yaml', 'application/yaml', 'getOpenApiYaml', () => toYaml(getDocument())),
  ]
}

function createTextEndpoint(
  path: string,
  mediaType: string,
  operationId: string,
  makeText: () => string,
): Endpoint {
  let answer: HttpReply | undefined
  return {
    method: 'GET',
    path,
    authentication: 'none',
    operation: toOperation(operationId, mediaType),
    handle: (request) => toConditional(request, (answer ??= createAnswer(makeText(), mediaType))),
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

function toOperation(operationId: string, mediaType: string): OperationObject {
  return {
    operationId,
    summary: `Get this document (${mediaType})`,
    tags: ['documents'],
    parameters: [{ $ref: '#/components/parameters/IfNoneMatch' }],
    responses: {
      200: {
        description: 'This document.',
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
