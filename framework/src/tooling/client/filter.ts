import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { Simplify } from '../../declaration/schema/shapes.ts'
import type { AnyResources, IdOf, TargetOf } from './resources.ts'

interface Presence {
  /** `true`: has no value; `false`: has one. */
  readonly null?: boolean
}

interface Equality<Value> extends Presence {
  readonly eq?: Value
  readonly ne?: Value
  readonly in?: readonly Value[]
  readonly nin?: readonly Value[]
}

interface Order<Value> extends Equality<Value> {
  readonly lt?: Value
  readonly lte?: Value
  readonly gt?: Value
  readonly gte?: Value
  /** Both ends are included. */
  readonly between?: readonly [Value, Value]
}

interface Text extends Order<string> {
  readonly contains?: string
  readonly startsWith?: string
  readonly endsWith?: string
}

/** A field as far as filters look at it. */
interface Filtered {
  readonly '~kind': string
  readonly '~value': unknown
}

/** The fields every row has. */
interface SystemFilters<Id> {
  readonly id: { readonly '~kind': Id extends number ? 'integer' : 'uuid'; readonly '~value': Id }
  readonly createdAt: { readonly '~kind': 'timestamp'; readonly '~value': string }
  readonly updatedAt: { readonly '~kind': 'timestamp'; readonly '~value': string }
}

/** The operators that a field of the kind has. */
type Comparisons<Kind extends string, Value> = Kind extends 'text'
  ? Text
  : Kind extends 'list' | 'json' | 'bytes' | 'variant'
    ? Presence
    : Kind extends 'boolean' | 'choice' | 'uuid' | `reference:${string}`
      ? Equality<Value>
      : Order<Value>

/** What a filter takes: a value, null for none, or operators. */
type FilterValue<F> = F extends Filtered
  ? | Comparisons<F['~kind'], NonNullable<F['~value']>>
    | (F['~kind'] extends 'list' | 'json' | 'bytes' | 'variant' ? null : F['~value'])
  : never

/** The field a filter names: of the row itself, or with a dot of related rows. */
type FilteredField<
  All extends AnyResources,
  R extends AnyResource,
  Name extends string,
> = Name extends keyof R['~fields']
  ? R['~fields'][Name]
  : Name extends keyof SystemFilters<unknown>
    ? SystemFilters<IdOf<R>>[Name]
    : Name extends `${infer Relation}.${infer Inner}`
      ? FilteredField<All, TargetOf<All, R, Relation>, Inner>
      : never

/** The filters of a resource, all of which must hold: `{ state: 'open', price: { gte: '10.00' } }`. */
export type Filter<All extends AnyResources, R extends AnyResource> = Simplify<{
  readonly [Name in R['~query']['filter']]?: FilterValue<FilteredField<All, R, Name>>
}>

type RelationIn<Name extends string> = Name extends `${infer Relation}.${string}` ? Relation : never
type NamesAfter<Name extends string, Relation extends string> = Name extends `${Relation}.${infer Inner}`
  ? Inner
  : never

/** A condition on the rows of a relation, by the filters the resource has through it. */
export type RelatedWhere<All extends AnyResources, R extends AnyResource, Relation extends string> =
  | Simplify<{
      readonly [Name in NamesAfter<R['~query']['filter'], Relation>]?: FilterValue<
        FilteredField<All, TargetOf<All, R, Relation>, Name>
      >
    }>
  | { readonly and: readonly RelatedWhere<All, R, Relation>[] }
  | { readonly or: readonly RelatedWhere<All, R, Relation>[] }
  | { readonly not: RelatedWhere<All, R, Relation> }

/** What holds of any of the related rows, and of none. */
export type RelationFilter<All extends AnyResources, R extends AnyResource> = {
  readonly [Relation in RelationIn<R['~query']['filter']>]?: {
    readonly any?: RelatedWhere<All, R, Relation>
    readonly none?: RelatedWhere<All, R, Relation>
  }
}

/** A condition of filters with `and`, `or` and `not`, and on related rows with `any` and `none`. */
export type ClientWhere<All extends AnyResources, R extends AnyResource> =
  | Filter<All, R>
  | RelationFilter<All, R>
  | { readonly and: readonly ClientWhere<All, R>[] }
  | { readonly or: readonly ClientWhere<All, R>[] }
  | { readonly not: ClientWhere<All, R> }
