import type { ActionType, ActionTypes } from '../../declaration/resource/action.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { ClientWhere, Filter } from './filter.ts'
import type { Embedding } from './query-string.ts'
import type { NestedChange, NestedCreate } from './nested-bodies.ts'
import type { AnyResources, IdOf, ResourcesByName } from './resources.ts'
import type { Shown } from './shown.ts'

/** What may be said with any call. */
export interface CallOptions {
  /** Sent as they are; they win over what the client would send itself. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What may be said with a write that is not to be done twice. */
export interface WriteOptions extends CallOptions {
  /** Done once, however often it is sent with this key. */
  readonly idempotencyKey?: string
}

/** What may be said with the change of a row. */
export interface ChangeOptions extends WriteOptions {
  /** Change the row only if it is still this one: a row this client was given, or an entity tag. */
  readonly ifMatch?: string | object
}

/** What of a row is to be shown. */
export interface ReadOptions<Path extends string, Name extends string> extends CallOptions {
  /** Relations to embed. */
  readonly expand?: readonly Path[]
  /** Of the relations in `expand`: which rows. Default: as many of the newest as there may be. */
  readonly embed?: { readonly [Each in Path]?: Embedding }
  /** Exactly these properties. Default: all. */
  readonly fields?: readonly Name[]
}

/** Which rows of a collection are wanted, and how. */
export interface ListOptions<
  All extends AnyResources,
  R extends AnyResource,
  Path extends string,
  Name extends string,
> extends ReadOptions<Path, Name> {
  /** All of them must hold. */
  readonly filter?: Filter<All, R>
  /** A condition with `and`, `or` and `not`, beside the filters. */
  readonly where?: ClientWhere<All, R>
  /** Words to search for. */
  readonly q?: string
  /** Descending with a leading `-`. Default: newest first; of a search the best first. */
  readonly sort?: readonly (R['~query']['sort'] | `-${R['~query']['sort']}`)[]
  readonly limit?: number
  /** `next` of a page, or the cursor in it. */
  readonly after?: string
  /** `prev` of a page, or the cursor in it. */
  readonly before?: string
  /** Counted from 1. */
  readonly page?: number
  readonly offset?: number
  /** Whether the rows are counted. */
  readonly total?: 'exact' | 'estimated'
}

/** Which rows a write of many is about. */
export interface Selecting<All extends AnyResources, R extends AnyResource> {
  /** All of them must hold. */
  readonly filter?: Filter<All, R>
  /** A condition with `and`, `or` and `not`, beside the filters. */
  readonly where?: ClientWhere<All, R>
}

/** Rows that were written together. */
export interface WrittenRows<Row> {
  readonly data: readonly Row[]
}

/** Rows of a collection and where its other pages are. */
export interface ClientPage<Row> {
  readonly data: readonly Row[]
  readonly page: {
    readonly limit: number
    readonly next: string | null
    readonly prev: string | null
    readonly first: string
    readonly last?: string
    readonly total?: number
    readonly totalIsEstimate?: true
  }
}

/** The verbs of one resource; what the API refuses throws a ProblemAnswer. */
// The bounds of the paths stand here in full, so that compiler messages list the names that would be right.
export interface ResourceVerbs<All extends AnyResources, R extends AnyResource> {
  list<
    const Path extends R['~query']['expand'] | `${R['~query']['expand']}.${string}` = never,
    const Name extends (keyof R['~row'] & string) | `${R['~query']['expand']}.${string}` = never,
  >(
    options?: ListOptions<All, R, Path, Name>,
  ): Promise<ClientPage<Shown<All, R, Path, Name>>>
  /** As `list`, with everything in the body (RFC 10008): for conditions that no URL could hold. */
  query<
    const Path extends R['~query']['expand'] | `${R['~query']['expand']}.${string}` = never,
    const Name extends (keyof R['~row'] & string) | `${R['~query']['expand']}.${string}` = never,
  >(
    options?: ListOptions<All, R, Path, Name>,
  ): Promise<ClientPage<Shown<All, R, Path, Name>>>
  get<
    const Path extends R['~query']['expand'] | `${R['~query']['expand']}.${string}` = never,
    const Name extends (keyof R['~row'] & string) | `${R['~query']['expand']}.${string}` = never,
  >(
    id: IdOf<R>,
    options?: ReadOptions<Path, Name>,
  ): Promise<Shown<All, R, Path, Name>>
  create(values: R['~create'] & NestedCreate<All, R>, options?: WriteOptions): Promise<R['~row']>
  /** Makes all rows or none, where the resource declares `bulk`. */
  createMany(
    values: readonly (R['~create'] & NestedCreate<All, R>)[],
    options?: WriteOptions,
  ): Promise<WrittenRows<R['~row']>>
  /** Changes all rows that are meant, or none, where the resource declares `bulk`. */
  updateMany(
    rows: Selecting<All, R>,
    values: R['~update'],
    options?: WriteOptions,
  ): Promise<WrittenRows<R['~row']>>
  /** Deletes all rows that are meant, or none, where the resource declares `bulk`. */
  deleteMany(rows: Selecting<All, R>, options?: CallOptions): Promise<void>
  replace(
    id: IdOf<R>,
    values: R['~replace'] & NestedChange<All, R, 'replace'>,
    options?: ChangeOptions,
  ): Promise<R['~row']>
  update(
    id: IdOf<R>,
    values: R['~update'] & NestedChange<All, R, 'update'>,
    options?: ChangeOptions,
  ): Promise<R['~row']>
  delete(id: IdOf<R>, options?: ChangeOptions): Promise<void>
  /**
   * The rows of a resource with a `parent`: those below the rows of these ids, the outermost first. A TypeError for
   * another number of ids than its addresses have.
   */
  below(...ids: readonly (string | number)[]): ResourceClient<All, R>
}

/** An input that is left out where all of it is optional. */
type InputArguments<Sent, Options> = [Sent] extends [undefined]
  ? [input?: undefined, options?: Options]
  : Record<never, never> extends Sent
    ? [input?: Sent, options?: Options]
    : [input: Sent, options?: Options]

type ActionCall<Id, A extends ActionType> = A['target'] extends 'row'
  ? (id: Id, ...input: InputArguments<A['sent'], ChangeOptions>) => Promise<A['result']>
  : (...input: InputArguments<A['sent'], WriteOptions>) => Promise<A['result']>

/** The actions of one resource. */
type ActionCalls<Id, A extends ActionTypes> = { readonly [Name in keyof A]: ActionCall<Id, A[Name]> }

/** What a client can do with one resource: its verbs and its actions, by name. */
export type ResourceClient<All extends AnyResources, R extends AnyResource> = ResourceVerbs<All, R> &
  ActionCalls<IdOf<R>, R['~actions']>

type ClientOf<All extends AnyResources> = { readonly [Name in keyof All]: ResourceClient<All, All[Name]> }

/** Every resource of an API by name, typed by its declarations: `client.todos.create({ task: 'x' })`. */
export type Client<R extends readonly AnyResource[]> = ClientOf<ResourcesByName<R>>
