import type { Rule } from '../policy/rule.ts'
import type { AnyField, Fields } from '../schema/field.ts'
import type { IdKind } from '../schema/id.ts'
import type { CreateOf, ReplaceOf, RowOf, UpdateOf, ValuesOf } from '../schema/shapes.ts'
import type { Access } from './access.ts'
import type { CacheControl } from './cache-control.ts'
import type {
  ActionDefinition,
  ActionOptions,
  ActionStatus,
  ActionTarget,
  ActionTypes,
  AnsweredOf,
  OperationOptions,
  SentOf,
} from './action.ts'
import type { Hook, HookDefinition, HookMoment, HookVerb } from './hook.ts'
import type { AggregateName, GroupName } from './measure.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Relations } from './relation.ts'
import type { ResourceDeprecation } from './resource-deprecation.ts'

/** The relations of references: a field `ownerId` has the relation `owner`. */
type References<F> = {
  [
    K in keyof F as F[K] extends { readonly '~kind': `reference:${string}` }
      ? K extends `${infer Name}Id`
        ? Name
        : never
      : never
  ]: F[K]
}

/** Some fields of a row that more people may see than the whole of it. */
export interface Summary<F> {
  readonly fields: readonly ((keyof F & string) | 'id' | 'createdAt' | 'updatedAt')[]
  readonly access: Rule<F>
}

/** Greatest sizes of a collection's pages and of the bodies sent. */
export interface Limits {
  /** Rows on a page when the request does not say. Default: 20. */
  readonly pageSize?: number
  /** Most rows on a page. Default: 100. */
  readonly maxPageSize?: number
  /** Most rows that one request may write, where `bulk` allows many. Default: 1000. */
  readonly bulk?: number
}

/** What may be done to many rows at once, all or none. */
export type BulkVerb = 'create' | 'update' | 'delete'

/** What a resource is: data only, readable without running code. */
export interface ResourceOptions<
  F extends Fields,
  Filter extends string,
  Sort extends string,
  Expand extends string,
  Rel extends Relations,
  Id extends IdKind,
> {
  readonly fields: F
  /** Who may do what. Default: nobody may do anything. */
  readonly access?: Access<NoInfer<F>>
  /** Who sees the members that do not say so themselves, but for the id: the times of a row among them. Default: anyone. */
  readonly visible?: Rule<NoInfer<F>>
  /** Fields that may be filtered by; `owner.username` and `tags.name` are of related rows. Default: none. */
  readonly filter?: readonly Filter[]
  /** Fields that may be sorted by; a list is newest first when the request does not say. Default: none. */
  readonly sort?: readonly Sort[]
  /** Text fields that `?q=` searches. Default: none. */
  readonly search?: readonly (keyof NoInfer<F> & string)[]
  /** What `?aggregate=` may ask of all rows, or of groups of them: `['count', 'sum:price']`. Default: nothing. */
  readonly aggregate?: readonly AggregateName<NoInfer<F>>[]
  /** Fields that `?groupBy=` may name. Default: none. */
  readonly groupBy?: readonly GroupName<NoInfer<F>>[]
  /** Relations that `?expand=` may embed. Default: none. */
  readonly expand?: readonly Expand[]
  readonly relations?: Rel
  /**
   * The relation to the row that each row belongs to: `parent: 'invoice'` puts the addresses below that row alone, at
   * `/invoices/{invoiceId}/lines`, by the name of the parent's relation to these rows. Default: `/lines`.
   */
  readonly parent?: keyof References<NoInfer<F>> & string
  readonly limits?: Limits
  /** `Cache-Control` of reads: one text, or one for `list` and one for `read`. Default: `private, no-cache`. */
  readonly cache?: CacheControl
  /** How often its verbs may be used: `[rateLimit('item-writes', { by: 'principal', allow: '60/1m' })]`. Default: no limit. */
  readonly rateLimits?: readonly RateLimit[]
  /** The table its rows are kept in. Default: its name. */
  readonly table?: string
  /** The table its rows were kept in before: its migration keeps them. May be left out again afterwards. */
  readonly renamedFrom?: string
  /** How rows are named. Default: `'uuid'`. */
  readonly id?: Id
  /**
   * `true`: PUT to an id that does not exist creates the row. Names of fields that are unique together: PUT to the
   * collection with their values, `/items?sku=A1`, replaces the row that has them, or creates it. Default: false.
   */
  readonly upsert?: boolean | readonly (keyof NoInfer<F> & string)[]
  /**
   * What one request may do to many rows, all or none: POST of a list, PATCH and DELETE of the collection with a filter.
   * Default: nothing.
   */
  readonly bulk?: readonly BulkVerb[]
  /** Whether PUT, PATCH and DELETE must carry If-Match (else 428). Default: `'optional'`. */
  readonly ifMatch?: 'optional' | 'required'
  /** Whether POST and PATCH, of actions too, must carry an Idempotency-Key (else 400). Default: `'optional'`. */
  readonly idempotency?: 'optional' | 'required'
  /** What to do with members of a body that are not declared. Default: `'refuse'` (422). */
  readonly unknown?: 'refuse' | 'ignore'
  /** Whether bodies may be forms too, urlencoded or multipart. Default: what `createApi` says, or false. */
  readonly forms?: boolean
  /** What an expansion shows of a row that the caller may not read as a whole. */
  readonly summary?: Summary<NoInfer<F>>
  /** Rows are unique in these fields together: `[['storeId', 'name']]`. */
  readonly unique?: readonly (readonly (keyof NoInfer<F> & string)[])[]
  /** What goes away, all of it or verbs of it: the document says so, and every answer. */
  readonly deprecated?: ResourceDeprecation
  /** One sentence for the OpenAPI document. */
  readonly description?: string
}

/** A computed property of rows: made from the row each time it is shown. */
export interface ComputedDefinition {
  readonly name: string
  readonly field: AnyField
  readonly value: (row: never) => unknown
}

/** Names that queries of a resource may use, for the typed client. */
export interface QueryTypes {
  readonly filter: string
  readonly sort: string
  readonly expand: string
}

/** A resource as data: all that was declared of it. */
export interface ResourceDefinition {
  readonly name: string
  readonly options: ResourceOptions<Fields, string, string, string, Relations, IdKind>
  readonly actions: readonly ActionDefinition[]
  readonly hooks: readonly HookDefinition[]
  readonly computed: readonly ComputedDefinition[]
}

/** A resource with its types forgotten. */
export interface AnyResource {
  readonly name: string
  readonly definition: ResourceDefinition
  readonly '~row': unknown
  readonly '~values': unknown
  readonly '~create': unknown
  readonly '~replace': unknown
  readonly '~update': unknown
  readonly '~fields': unknown
  readonly '~relations': unknown
  readonly '~targets': string
  readonly '~actions': ActionTypes
  readonly '~query': QueryTypes
}

type TargetsOf<F, Rel extends Relations> =
  | {
      [K in keyof F]: F[K] extends { readonly '~kind': `reference:${infer Target}` } ? Target : never
    }[keyof F]
  | Rel[keyof Rel]['target']

/** One declared resource, frozen; each method returns a new one with something more declared. */
export interface Resource<
  Name extends string,
  F extends Fields,
  Row,
  Q extends QueryTypes,
  Rel extends Relations,
  A extends ActionTypes,
  Id extends IdKind,
> extends AnyResource {
  readonly name: Name
  readonly '~row': Row
  readonly '~values': ValuesOf<F, Id>
  readonly '~create': CreateOf<F, Id>
  readonly '~replace': ReplaceOf<F>
  readonly '~update': UpdateOf<F>
  readonly '~fields': F
  readonly '~relations': Rel
  readonly '~targets': TargetsOf<F, Rel>
  readonly '~actions': A
  readonly '~query': Q

  /** Adds something a client may do beyond the verbs, at `POST /todos/{id}/{name}`, answered at once. */
  action<
    const ActionName extends string,
    In = never,
    Out = never,
    Target extends ActionTarget = 'row',
    Status extends ActionStatus = 200,
  >(
    name: ActionName,
    options: ActionOptions<F, Row, ValuesOf<F, Id>, In, Out, Target, Status>,
  ): Resource<
    Name,
    F,
    Row,
    Q,
    Rel,
    A & Record<ActionName, { sent: SentOf<In>; result: AnsweredOf<Out, Row, Status>; target: Target }>,
    Id
  >

  /** Adds something that takes longer than a request: answered with 202 and an operation to follow. */
  operation<const ActionName extends string, In = never, Out = never, Target extends ActionTarget = 'row'>(
    name: ActionName,
    options: OperationOptions<F, Row, ValuesOf<F, Id>, In, Out, Target>,
  ): Resource<Name, F, Row, Q, Rel, A, Id>

  /** Adds a property made from the row each time it is shown. It cannot be filtered or sorted by. */
  computed<const Computed extends string, Made extends AnyField>(
    name: Computed,
    field: Made,
    value: (row: Row) => Made['~value'],
  ): Resource<Name, F, Row & { readonly [K in Computed]: Made['~value'] }, Q, Rel, A, Id>

  /** Looks at a client's write before its transaction begins; may be slow, and throws a problem to refuse. */
  check<Verb extends HookVerb>(
    verb: Verb,
    hook: Hook<Row, ValuesOf<F, Id>, 'check', Verb>,
  ): Resource<Name, F, Row, Q, Rel, A, Id>

  /** Runs code before a write, inside its transaction. */
  before<Verb extends HookVerb>(
    verb: Verb,
    hook: Hook<Row, ValuesOf<F, Id>, 'before', Verb>,
  ): Resource<Name, F, Row, Q, Rel, A, Id>

  /** Runs code after a write, inside its transaction. */
  after<Verb extends HookVerb>(
    verb: Verb,
    hook: Hook<Row, ValuesOf<F, Id>, 'after', Verb>,
  ): Resource<Name, F, Row, Q, Rel, A, Id>
}

/**
 * Declares a resource: its fields, who may do what, and what lists can be asked for. Everything else of the API follows
 * from it. Faults are reported together when the API is made (`DeclarationError`).
 * @param name plural, camelCase; the path and, unless mapped, the table
 */
export function resource<
  const Name extends string,
  const F extends Fields,
  // The bounds stand here in full, so that compiler messages list the names that would be right.
  const Filter extends
    | (keyof F & string)
    | 'id'
    | 'createdAt'
    | 'updatedAt'
    | `${(keyof References<F> | keyof Rel) & string}.${string}` = never,
  const Sort extends (keyof F & string) | 'id' | 'createdAt' | 'updatedAt' = never,
  const Expand extends (keyof References<F> & string) | (keyof Rel & string) = never,
  const Rel extends Relations = Record<never, never>,
  const Id extends IdKind = 'uuid',
>(
  name: Name,
  options: ResourceOptions<F, Filter, Sort, Expand, Rel, Id>,
): Resource<
  Name,
  F,
  RowOf<F, Id>,
  { filter: Filter; sort: Sort; expand: Expand },
  Rel,
  Record<never, never>,
  Id
> {
  // The literal stays the caller's own, to be used again for another resource.
  const own = Object.freeze({ ...options, fields: Object.freeze({ ...options.fields }) })
  const definition = { name, options: own, actions: [], hooks: [], computed: [] }
  // One builder serves every resource; the types of this one stand in the signature.
  return new ResourceBuilder(definition as unknown as ResourceDefinition) as never
}

/** A resource while it is being declared: each method makes a new one with something more declared. */
class ResourceBuilder {
  readonly name: string
  readonly definition: ResourceDefinition

  constructor(definition: ResourceDefinition) {
    this.name = definition.name
    this.definition = Object.freeze(definition)
    for (const list of [definition.actions, definition.hooks, definition.computed]) Object.freeze(list)
    Object.freeze(this)
  }

  action(name: string, options: Behaviour): ResourceBuilder {
    return this.#withAction(name, options, false)
  }

  operation(name: string, options: Behaviour): ResourceBuilder {
    return this.#withAction(name, options, true)
  }

  computed(name: string, field: AnyField, value: (row: never) => unknown): ResourceBuilder {
    return this.#with({ computed: [...this.definition.computed, { name, field, value }] })
  }

  check(verb: HookVerb, run: HookDefinition['run']): ResourceBuilder {
    return this.#withHook('check', verb, run)
  }

  before(verb: HookVerb, run: HookDefinition['run']): ResourceBuilder {
    return this.#withHook('before', verb, run)
  }

  after(verb: HookVerb, run: HookDefinition['run']): ResourceBuilder {
    return this.#withHook('after', verb, run)
  }

  #withAction(name: string, options: Behaviour, later: boolean): ResourceBuilder {
    const { on = 'row', status = 200, input, output, access, summary, ...rest } = options
    const action: ActionDefinition = { ...rest, name, later, on, status, input, output, access, summary }
    return this.#with({ actions: [...this.definition.actions, Object.freeze(action)] })
  }

  #withHook(moment: HookMoment, verb: HookVerb, run: HookDefinition['run']): ResourceBuilder {
    return this.#with({ hooks: [...this.definition.hooks, Object.freeze({ moment, verb, run })] })
  }

  #with(more: Partial<ResourceDefinition>): ResourceBuilder {
    return new ResourceBuilder({ ...this.definition, ...more })
  }
}

/** The options of any action or operation. */
type Behaviour = Partial<ActionDefinition> & Pick<ActionDefinition, 'run'>
