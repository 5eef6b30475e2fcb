import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { AnyResources, IdOf } from './resources.ts'

/** A relation whose rows are written with the row they belong to. */
interface Nested {
  readonly relation: 'hasMany'
  readonly target: string
  readonly field: string
  readonly nested: true
}

type NestedNames<Rel> = { [K in keyof Rel]: Rel[K] extends Nested ? K : never }[keyof Rel]

/** What a row below holds by itself: the reference is that of the row around it. */
type Alone<Body, Rel> = Rel extends Nested ? Omit<Body, Rel['field']> : never

type TargetOf<All extends AnyResources, Rel> = Rel extends Nested ? All[Rel['target']] : never

type Made<All extends AnyResources, Rel> =
  TargetOf<All, Rel> extends infer T extends AnyResource ? Alone<T['~create'], Rel> : never

type Changed<All extends AnyResources, Rel, Verb extends 'replace' | 'update'> =
  TargetOf<All, Rel> extends infer T extends AnyResource
    ? Alone<T[`~${Verb}`], Rel> & { readonly id: IdOf<T> }
    : never

/** Rows that a new row brings with it. */
export type NestedCreate<All extends AnyResources, R extends AnyResource> = {
  readonly [K in NestedNames<R['~relations']>]?: readonly Made<All, R['~relations'][K]>[]
}

/** Rows that belong to a row from now on: those with an id are changed, the others made. */
export type NestedChange<
  All extends AnyResources,
  R extends AnyResource,
  Verb extends 'replace' | 'update',
> = {
  readonly [K in NestedNames<R['~relations']>]?: readonly (
    | Made<All, R['~relations'][K]>
    | Changed<All, R['~relations'][K], Verb>
  )[]
}
