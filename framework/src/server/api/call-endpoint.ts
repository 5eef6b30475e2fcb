import { anonymous } from '../../declaration/policy/principal.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { checkScopes, createUnauthenticated, recognise } from '../pipeline/identify.ts'
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
  const { identity } = context
  await limits?.admit(request)
  if (endpoint.ungated !== true) await identity?.gate?.(request)
  const principal =
    endpoint.authentication === 'none' ? anonymous : await recognise(identity?.authenticators ?? [], request)
  if (endpoint.authentication === 'required' && principal.kind === 'anonymous') {
    throw createUnauthenticated()
  }
  if (principal.kind !== 'anonymous') checkScopes(principal, endpoint.scopes ?? [])
  request.principal = principal
  await limits?.limit(request, principal)
  if (endpoint.method === 'POST' || endpoint.method === 'PATCH') await request.readBody(context.bodyLimit)
  return endpoint.handle(request, principal)
}
