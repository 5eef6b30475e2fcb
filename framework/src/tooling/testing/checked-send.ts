import type { FastifyInstance, InjectOptions } from 'fastify'
import type { OpenApiDocument } from '../../protocol/openapi/openapi-object.ts'
import type { ClientRequest, ClientResponse, Send } from '../client/answer.ts'
import { createDocumentReader } from './document-reader.ts'
import { createResponseChecker } from './response-checker.ts'

/** Looks at an answer; throws when it is not what was promised. */
export type Check = (request: ClientRequest, response: ClientResponse) => void

/** Carries requests to a Fastify application in this process, and checks every answer. */
export function createInProcessSend(fastify: FastifyInstance, check: Check): Send {
  return async (request) => {
    const { method, url, headers, body } = request
    const payload = typeof body === 'string' || body === undefined ? body : Buffer.from(body)
    const response = await fastify.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers,
      ...(payload !== undefined && { payload }),
    })
    const answer = {
      status: response.statusCode,
      headers: toHeaders(response.headers),
      text: response.payload,
    }
    check(request, answer)
    return answer
  }
}

const toHeaders = (headers: Readonly<Record<string, unknown>>): ClientResponse['headers'] =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  )

/**
 * Checks answers by the API's own documents, made when they are first needed; pages outside of them are passed over.
 * @param getDocuments one for each version, the current one first
 */
export function createDocumentCheck(getDocuments: () => readonly OpenApiDocument[]): Check {
  let made: readonly ReturnType<typeof makeCheck>[] | undefined
  return (request, response) => {
    made ??= getDocuments().map(makeCheck)
    const described = made.find(({ isDescribed }) => isDescribed(request))
    const chosen = described ?? (response.status >= 400 ? made[0] : undefined)
    chosen?.check(request, response)
  }
}

function makeCheck(document: OpenApiDocument) {
  const reader = createDocumentReader(document)
  const checkResponse = createResponseChecker(document)
  const isDescribed = ({ method, url }: ClientRequest): boolean =>
    method === 'OPTIONS' || reader.findOperation(method === 'HEAD' ? 'GET' : method, url) !== undefined
  const check: Check = ({ method, url }, { status, headers, text }) =>
    checkResponse({ method, url, status, headers, body: text })
  return { isDescribed, check }
}
