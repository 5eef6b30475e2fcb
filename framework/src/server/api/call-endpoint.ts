import { anonymous } from '../../declaration/policy/principal.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { authenticate, createUnauthenticated } from '../pipeline/identify.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import type { EndpointLimits } from '../pipeline/limit.ts'
import type { IncomingRequest } from './incoming-request.ts'

/** Answers a request to an address that is no resource: who asks, then what was sent, then the endpoint itself. */
export async function callEndpoint(
  endpoint: Endpoint,
  request: IncomingRequest,
  context: ApiContext,
  limits: EndpointLimits | undefined,
): Promise<HttpReply> {
  const authenticators = context.identity?.authenticators ?? []
  await limits?.admit(request)
  const principal =
    endpoint.authentication === 'none' ? anonymous : await authenticate(authenticators, request)
  if (endpoint.authentication === 'required' && principal.kind === 'anonymous') {
    throw createUnauthenticated()
  }
  request.principal = principal
  await limits?.limit(request, principal)
  if (endpoint.method === 'POST') await request.readBody(context.bodyLimit)
  return endpoint.handle(request, principal)
}
