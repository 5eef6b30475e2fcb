import type { HttpRequest } from '../../protocol/message/message.ts'

/** A request with other parts; each member by name, for a spread copies no getters of a class. */
export const changeRequest = (
  request: HttpRequest,
  changes: Partial<Pick<HttpRequest, 'method' | 'query' | 'body'>>,
): HttpRequest => ({
  method: request.method,
  url: request.url,
  parameters: request.parameters,
  query: request.query,
  headers: request.headers,
  body: request.body,
  address: request.address,
  id: request.id,
  ...changes,
})
