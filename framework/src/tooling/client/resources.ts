import type { AnyResource } from '../../declaration/resource/resource.ts'

/** The resources of an API by name: what the types of its client are looked up in. */
export type ResourcesByName<R extends readonly AnyResource[]> = {
  readonly [Each in R[number] as Each['name']]: Each
}

/** Any resources by name. */
export type AnyResources = Readonly<Record<string, AnyResource>>

/** How the rows of a resource are named. */
export type IdOf<R extends AnyResource> = R['~row'] extends { readonly id: infer Id } ? Id : string | number

/** Name of the resource a relation leads to: a reference `ownerId` has the relation `owner`. */
type TargetName<R extends AnyResource, Relation extends string> = Relation extends keyof R['~relations']
  ? R['~relations'][Relation] extends { readonly target: infer Target }
    ? Target
    : never
  : `${Relation}Id` extends keyof R['~fields']
    ? R['~fields'][`${Relation}Id`] extends { readonly '~kind': `reference:${infer Target}` }
      ? Target
      : never
    : never

/** The resource a relation leads to. */
export type TargetOf<All extends AnyResources, R extends AnyResource, Relation extends string> =
  TargetName<R, Relation> extends infer Name ? (Name extends keyof All ? All[Name] : never) : never
