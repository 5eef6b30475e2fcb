import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { Simplify } from '../../declaration/schema/shapes.ts'
import type { AnyResources, TargetOf } from './resources.ts'

/** The part of paths before the first dot. */
type First<Path extends string> = Path extends `${infer Name}.${string}` ? Name : Path
/** The part before the first dot of those paths that have one. */
type Leading<Path extends string> = Path extends `${infer Name}.${string}` ? Name : never
/** What follows a name and a dot. */
type Rest<Path extends string, Name extends string> = Path extends `${Name}.${infer Inner}` ? Inner : never

type Chosen<Row, Names extends string> = [Names] extends [never] ? Row : Pick<Row, Names & keyof Row>

type Embedded<
  All extends AnyResources,
  R extends AnyResource,
  Name extends string,
  Paths extends string,
  Names extends string,
> = Name extends keyof R['~relations']
  ? readonly Shown<All, TargetOf<All, R, Name>, Paths, Names>[]
  : Shown<All, TargetOf<All, R, Name>, Paths, Names> | null

/** A row as it is answered to what `expand` (Paths) and `fields` (Names) choose; `never`: the whole row. */
export type Shown<
  All extends AnyResources,
  R extends AnyResource,
  Paths extends string,
  Names extends string,
> = [Paths | Names] extends [never]
  ? R['~row']
  : Simplify<
      Chosen<R['~row'], Names> & {
        readonly [Name in First<Paths> | Leading<Names>]: Embedded<
          All,
          R,
          Name,
          Rest<Paths, Name>,
          Rest<Names, Name>
        >
      }
    >
