import type { CheckContext, HandlerContext } from './rows.ts'

export type HookMoment = 'check' | 'before' | 'after'
export type HookVerb = 'create' | 'update' | 'delete'

/** What a hook is given: `row` is the row before the change, or after it in an `after` hook. */
export type HookContext<Row, Values, Moment, Verb> = (Moment extends 'check'
  ? CheckContext<Row, Values>
  : HandlerContext<Row, Values>) &
  (Moment extends 'before' | 'check'
    ? (Verb extends 'create' ? unknown : { readonly row: Row }) &
        (Verb extends 'delete' ? unknown : { readonly values: Values })
    : { readonly row: Row } & (Verb extends 'update' ? { readonly previous: Row } : unknown))

/**
 * `check` runs before the transaction of a client's write, so it may be slow, and only looks: what it wrote would stay
 * when the write fails. Throwing refuses the write. `before` and
 * `after` run inside the transaction, for clients' writes and the server's own alike; throwing undoes the write. A hook
 * before a create or update may return values to be written as well.
 */
export type Hook<Row, Values, Moment, Verb> = (
  context: HookContext<Row, Values, Moment, Verb>,
) => Moment extends 'before'
  ? Verb extends 'delete'
    ? void | Promise<void>
    : Values | void | Promise<Values | void>
  : void | Promise<void>

/** A hook as data, with its types forgotten. */
export interface HookDefinition {
  readonly moment: HookMoment
  readonly verb: HookVerb
  readonly run: (context: never) => unknown
}
