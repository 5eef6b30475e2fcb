import type { Principal } from '../../declaration/policy/principal.ts'
import {
  ContentTooLarge,
  Forbidden,
  InsufficientScope,
  InvalidQuery,
  MalformedBody,
  Unauthenticated,
  UnsupportedMediaType,
  ValidationFailed,
} from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'

/** Answers a request of somebody who has the role. */
export type RoleHandle<Running> = (
  running: Running,
  request: HttpRequest,
  principal: Principal,
) => Promise<HttpReply>

/** Endpoints by which a role manages something. */
export interface RoleEndpoints<Running> {
  readonly role: string
  /** In the plural, such as `applications`. */
  readonly manages: string
  /** What runs by now. */
  handlers(): Running
}

/** What reading a body may be answered with. */
export const bodyProblems = [MalformedBody, ContentTooLarge, UnsupportedMediaType, ValidationFailed]

/** Makes endpoints that answer those alone who have a role, by credentials that are good for it. */
export function createRoleEndpoints<Running>({ role, manages, handlers }: RoleEndpoints<Running>) {
  return (
    method: Endpoint['method'],
    path: string,
    operation: OperationObject,
    [scope, handle, ...problems]: readonly [
      scope: string,
      handle: RoleHandle<Running>,
      ...problems: ProblemType[],
    ],
  ): Endpoint => ({
    method,
    path,
    authentication: 'required',
    scopes: [scope],
    operation,
    problems: [InvalidQuery, Unauthenticated, InsufficientScope, Forbidden, ...problems],
    handle(request, principal) {
      if (!principal.roles.includes(role))
        throw new Forbidden({ detail: `Only callers with the role ${role} manage ${manages}.` })
      return handle(handlers(), request, principal)
    },
  })
}
