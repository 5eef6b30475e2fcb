import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { ClientHandlers } from './client-endpoints.ts'
import { toOAuthRefusal } from './oauth-refusal.ts'
import { toProblemPage } from '../pages/problem-page.ts'
import { operations } from './operations.ts'
import { paths } from './paths.ts'

/** What answers requests once the server runs. */
export interface ServerHandlers {
  /** Hands a request to oidc-provider. */
  readonly hand: Handle
  /** Gives tokens. */
  readonly exchange: Handle
  readonly revoke: Handle
  readonly introspect: Handle
  readonly showInteraction: Handle
  readonly takeInteraction: Handle
  readonly showDevice: Handle
  readonly takeDevice: Handle
  readonly showSignOut: Handle
  readonly takeSignOut: Handle
  readonly serverMetadata: Handle
  readonly resourceMetadata: Handle
  readonly management: ClientHandlers
}

type Handle = (request: HttpRequest) => Promise<HttpReply> | HttpReply

/** The addresses of an authorization server; `handlers` gives what runs by now. */
export function createServerEndpoints(handlers: () => ServerHandlers): Endpoint[] {
  const to =
    (name: Exclude<keyof ServerHandlers, 'management'>): Handle =>
    (request) =>
      handlers()[name](request)
  return [
    // What clients call by themselves.
    forClients(post(paths.token, to('exchange'), operations.token)),
    forClients(post(paths.revocation, to('revoke'), operations.revocation)),
    forClients(post(paths.introspection, to('introspect'), operations.introspection)),
    forClients(post(paths.pushedAuthorization, to('hand'), operations.pushedAuthorization)),
    forClients(post(paths.deviceAuthorization, to('hand'), operations.deviceAuthorization)),
    // What browsers are sent to: they can bring no key of an application.
    page(get(paths.authorization, to('hand'), operations.authorization)),
    page(get(`${paths.authorization}/{uid}`, to('hand'))),
    page(get(`${paths.interaction}/{uid}`, to('showInteraction'))),
    page(post(`${paths.interaction}/{uid}`, to('takeInteraction'))),
    page(get(paths.signOut, to('showSignOut'))),
    page(post(paths.signOut, to('takeSignOut'))),
    page(get(paths.deviceVerification, to('showDevice'))),
    page(post(paths.deviceVerification, to('takeDevice'))),
    page(get(`${paths.deviceVerification}/{uid}`, to('hand'))),
    // Documents.
    open(get(paths.jwks, to('hand'), operations.jwks)),
    open(get(paths.serverMetadata, to('serverMetadata'), operations.serverMetadata)),
    open(
      get(paths.openidConfiguration, to('serverMetadata'), {
        ...operations.serverMetadata,
        operationId: 'openidConfiguration',
      }),
    ),
    open(get(paths.resourceMetadata, to('resourceMetadata'), operations.resourceMetadata)),
    ...insertedPaths.flatMap((inserted) => [
      open(get(paths.serverMetadata + inserted, to('serverMetadata'))),
      open(get(paths.resourceMetadata + inserted, to('resourceMetadata'))),
    ]),
  ]
}

/** The path of an API, as it may stand after the name of a document. */
const insertedPaths = ['/{first}', '/{first}/{second}', '/{first}/{second}/{third}']

const endpoint = (
  method: 'GET' | 'POST',
  path: string,
  handle: Handle,
  operation?: OperationObject,
): Endpoint => ({
  method,
  path,
  authentication: 'none',
  handle,
  ...(operation !== undefined && { operation, problems: [] }),
})

const get = (path: string, handle: Handle, operation?: OperationObject) =>
  endpoint('GET', path, handle, operation)
const post = (path: string, handle: Handle, operation?: OperationObject) =>
  endpoint('POST', path, handle, operation)
const forClients = (each: Endpoint): Endpoint => ({ ...each, refusal: toOAuthRefusal })
const open = (each: Endpoint): Endpoint => ({ ...each, ungated: true })
const page = (each: Endpoint): Endpoint => ({ ...open(each), refusal: toProblemPage })
