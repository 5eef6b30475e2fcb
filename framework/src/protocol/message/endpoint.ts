import type { Principal } from '../../declaration/policy/principal.ts'
import type { DatedDeprecation } from '../../declaration/schema/deprecation.ts'
import type { Problem, ProblemType } from '../../kernel/problem/problem.ts'
import type { HttpReply, HttpRequest } from './message.ts'

/** An OpenAPI 3.1 Operation Object, as far as an endpoint says it itself. */
export type OperationObject = Readonly<Record<string, unknown>>

/** An address of the API that is no resource: login, health, documents. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the API's root, with `{name}` for parameters, such as `/auth/login`. */
  readonly path: string
  /**
   * `none`: credentials are not looked at. `required`: 401 without one. `optional`: anonymous callers pass, a bad
   * credential is 401 all the same.
   */
  readonly authentication: 'none' | 'optional' | 'required'
  /** What the credential of a caller must be good for: 403 without. Default: nothing. */
  readonly scopes?: readonly string[]
  /** Whether those pass whom the identity's gate would stop: health and documents are for anybody. */
  readonly ungated?: true
  /** Whether limits of the whole API leave it alone, as those that watch over it must always get through. */
  readonly unlimited?: true
  /**
   * How it puts what it is not to do, faults of the message included; its operation then says how such answers look.
   * Default, and where it gives back undefined: as problem details (RFC 9457).
   */
  readonly refusal?: (problem: Problem, request: HttpRequest) => HttpReply | undefined
  /** That it goes away. */
  readonly deprecated?: DatedDeprecation
  /** How the endpoint looks in the OpenAPI document; absent: it is not shown. */
  readonly operation?: OperationObject
  /** The problems it may answer with for the document, besides those of every address. */
  readonly problems?: readonly ProblemType[]
  handle(request: HttpRequest, principal: Principal): Promise<HttpReply> | HttpReply
}
