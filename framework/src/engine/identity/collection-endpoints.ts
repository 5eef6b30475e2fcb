import type { Principal } from '../../declaration/policy/principal.ts'
import {
  ContentTooLarge,
  Forbidden,
  InsufficientScope,
  InvalidQuery,
  MalformedBody,
  NotFound,
  Unauthenticated,
  UnsupportedMediaType,
  ValidationFailed,
} from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { CollectionOperations, CollectionScopes } from './collection-operations.ts'

/** Answers a request of somebody who was admitted. */
export type CollectionHandle<Running> = (
  running: Running,
  request: HttpRequest,
  principal: Principal,
) => Promise<HttpReply>

/** A collection under `/auth`, such as the applications, for callers whose credentials are good for it. */
export interface Collection<Running> {
  /** Such as `/auth/applications`. */
  readonly path: string
  readonly scopes: CollectionScopes
  /** What runs by now, for a caller who may ask; FORBIDDEN (403) for others. */
  admit(principal: Principal): Running
}

/** What answers each operation of a collection. */
export type CollectionHandles<Running> = {
  readonly [Name in keyof CollectionOperations]: CollectionHandle<Running>
}

/** What reading a body may be answered with. */
export const bodyProblems = [MalformedBody, ContentTooLarge, UnsupportedMediaType, ValidationFailed]

/** The endpoints of a collection and of its members. */
export function createCollectionEndpoints<Running>(
  collection: Collection<Running>,
  operations: CollectionOperations,
  handles: CollectionHandles<Running>,
): Endpoint[] {
  const { path, scopes } = collection
  const toEndpoint = createEndpointsOf(collection)
  const one = `${path}/{id}`
  const change =
    operations.change &&
    handles.change &&
    toEndpoint('PATCH', one, operations.change, [scopes.write, handles.change, NotFound, ...bodyProblems])
  return [
    toEndpoint('POST', path, operations.create, [scopes.write, handles.create, ...bodyProblems]),
    toEndpoint('GET', path, operations.list, [scopes.read, handles.list]),
    toEndpoint('GET', one, operations.read, [scopes.read, handles.read, NotFound]),
    ...(change === undefined ? [] : [change]),
    toEndpoint('DELETE', one, operations.delete, [scopes.write, handles.delete, NotFound]),
  ]
}

/** Makes endpoints that answer those alone whom a collection admits. */
export function createEndpointsOf<Running>({ admit }: Collection<Running>) {
  return (
    method: Endpoint['method'],
    path: string,
    operation: OperationObject,
    [scope, handle, ...problems]: readonly [
      scope: string,
      handle: CollectionHandle<Running>,
      ...problems: ProblemType[],
    ],
  ): Endpoint => ({
    method,
    path,
    authentication: 'required',
    scopes: [scope],
    operation,
    problems: [InvalidQuery, Unauthenticated, InsufficientScope, Forbidden, ...problems],
    handle: (request, principal) => handle(admit(principal), request, principal),
  })
}

/**
 * Admits callers who have a role.
 * @param manages what they manage, in the plural, such as `applications`
 * @param handlers what runs by now
 */
export function createRoleAdmission<Running>(role: string, manages: string, handlers: () => Running) {
  return ({ roles }: Principal): Running => {
    if (roles.includes(role)) return handlers()
    throw new Forbidden({ detail: `Only callers with the role ${role} manage ${manages}.` })
  }
}
