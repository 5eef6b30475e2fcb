import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { Duration } from '../../kernel/values/duration.ts'
import type { Rule } from '../policy/rule.ts'
import type { DatedDeprecation } from '../schema/deprecation.ts'
import type { Fields } from '../schema/field.ts'
import type { InputOf as FieldsInputOf, CreateOf, OutputOf as FieldsOutputOf } from '../schema/shapes.ts'
import type { RateLimit } from './rate-limit.ts'
import type { HandlerContext } from './rows.ts'
import type { StandardSchema } from './standard-schema.ts'

/** The input or output of an action: fields, or a schema of any library with Standard Schema. */
export type Shape = Fields | StandardSchema

/** What a handler gets of an input. */
export type InputOf<S> = [S] extends [never]
  ? undefined
  : S extends StandardSchema<unknown, infer Output>
    ? Output
    : S extends Fields
      ? FieldsInputOf<S>
      : undefined

/** What a client sends for an input. */
export type SentOf<S> = [S] extends [never]
  ? undefined
  : S extends { readonly '~standard': { readonly types?: { readonly input: infer Input } | undefined } }
    ? Input
    : S extends Fields
      ? CreateOf<S>
      : undefined

/** What a handler returns for an output; without a declared one, the row. */
export type ResultOf<S, Row> = [S] extends [never]
  ? Row
  : S extends { readonly '~standard': { readonly types?: { readonly input: infer Input } | undefined } }
    ? Input
    : S extends Fields
      ? FieldsOutputOf<S>
      : Row

/** Where an action stands: under one row (`/todos/{id}/complete`) or beside them all (`/todos/import`). */
export type ActionTarget = 'row' | 'collection'

/** Status of an action's answer; 204 has no body. */
export type ActionStatus = 200 | 201 | 204

/** What a handler gives back: the output; without a declared one the row, or nothing: the row is then read anew. */
type HandledOf<Out, Row, Target, Status> = Status extends 204
  ? unknown
  : [Out, Target] extends [never, 'row']
    ? Row | void
    : ResultOf<Out, Row>

/** What a client is answered: the output, the row, or with 204 nothing. */
export type AnsweredOf<Out, Row, Status> = Status extends 204
  ? undefined
  : [Out] extends [never]
    ? Row
    : Out extends StandardSchema<unknown, infer Output>
      ? Output
      : ResultOf<Out, Row>

/** What an action's handler is given. */
export interface ActionContext<Row, Values, Input, Target extends ActionTarget> extends HandlerContext<
  Row,
  Values
> {
  readonly input: Input
  readonly row: Target extends 'row' ? Row : undefined
  /** The id of the row that the address leads through; undefined where it leads through none. */
  readonly parentId: string | number | undefined
}

/** An action: something a client may do beyond the verbs, answered at once, in one transaction. */
export interface ActionOptions<
  F extends Fields,
  Row,
  Values,
  In,
  Out,
  Target extends ActionTarget,
  Status extends ActionStatus = 200,
> {
  /** What the body must be. Default: no body. */
  readonly input?: In & Shape
  /** What is answered. Default: the row. */
  readonly output?: Out & Shape
  /** Default: `'row'`. */
  readonly on?: Target
  /** Who may. Default: the rule of `update`; of `create` for an action on the collection. */
  readonly access?: Rule<F>
  /** Status of the answer; 204 leaves the body out. Default: 200. */
  readonly status?: Status
  /** One sentence for the OpenAPI document. */
  readonly summary?: string
  /** That it goes away: the document says so, and every answer. */
  readonly deprecated?: DatedDeprecation
  /** Problems of your own that it throws, for the OpenAPI document. Default: unknown. */
  readonly problems?: readonly ProblemType[]
  /** How often it may be used, besides what the limits of the resource say. Default: no limit. */
  readonly rateLimits?: readonly RateLimit[]
  run(
    context: ActionContext<Row, Values, InputOf<In>, Target>,
  ): Promise<NoInfer<HandledOf<Out, Row, Target, Status>>> | NoInfer<HandledOf<Out, Row, Target, Status>>
}

/** What an operation's handler is given: it runs later, outside the request. */
export interface OperationContext<Row, Values, Input, Target extends ActionTarget> extends ActionContext<
  Row,
  Values,
  Input,
  Target
> {
  /** Tells how much is done. */
  progress(done: number, total?: number): void
  /** Aborted when the client cancels the operation. */
  readonly signal: AbortSignal
}

/** An operation: something that takes longer than a request; answered with 202 and run later. */
export interface OperationOptions<
  F extends Fields,
  Row,
  Values,
  In,
  Out,
  Target extends ActionTarget,
> extends Omit<ActionOptions<F, Row, Values, In, Out, Target>, 'run' | 'status'> {
  /** How often it is tried. Default: 3. */
  readonly attempts?: number
  /** How long one attempt may take. Default: 10 minutes. */
  readonly timeout?: Duration
  run(
    context: OperationContext<Row, Values, InputOf<In>, Target>,
  ): Promise<NoInfer<ResultOf<Out, Row>>> | NoInfer<ResultOf<Out, Row>>
}

/** An action or operation as data, with its types forgotten. */
export interface ActionDefinition {
  readonly name: string
  readonly later: boolean
  readonly on: ActionTarget
  readonly input: Shape | undefined
  readonly output: Shape | undefined
  readonly access: Rule<never> | undefined
  readonly status: ActionStatus
  readonly summary: string | undefined
  readonly deprecated?: DatedDeprecation
  readonly problems?: readonly ProblemType[]
  readonly rateLimits?: readonly RateLimit[]
  readonly attempts?: number
  readonly timeout?: Duration
  readonly run: (context: never) => unknown
}

/** What the typed client must know of an action. */
export interface ActionType {
  readonly sent: unknown
  readonly result: unknown
  readonly target: ActionTarget
}
export type ActionTypes = Readonly<Record<string, ActionType>>
