import type { AnyField, Fields } from './field.ts'
import type { IdKind, IdOf } from './id.ts'

/** Members every stored row has besides its declared fields. */
export interface SystemFields<Id extends IdKind = IdKind> {
  readonly id: IdOf<Id>
  /** RFC 3339, UTC, milliseconds. */
  readonly createdAt: string
  /** RFC 3339, UTC, milliseconds. */
  readonly updatedAt: string
}

type ModeOf<F extends AnyField> = F['~mode']
/** The members themselves; `& unknown` makes compiler messages show them instead of the name of a type. */
export type Simplify<T> = { [K in keyof T]: T[K] } & unknown

type ReadableNames<F extends Fields> = {
  [K in keyof F]: 'writeOnly' extends ModeOf<F[K]> ? never : K
}[keyof F]
type WritableNames<F extends Fields> = {
  [K in keyof F]: 'readOnly' extends ModeOf<F[K]> ? never : K
}[keyof F]
type RequiredNames<F extends Fields> = {
  [K in keyof F]: Extract<ModeOf<F[K]>, 'nullable' | 'default' | 'readOnly'> extends never ? K : never
}[keyof F]
type PlainNames<F extends Fields> = {
  [K in keyof F]: ModeOf<F[K]> extends never ? K : never
}[keyof F]

/** A row as handlers see it: every field but the write-only ones. */
export type RowOf<F extends Fields, Id extends IdKind = 'uuid'> = SystemFields<Id> & {
  readonly [K in ReadableNames<F>]: F[K]['~value']
}

/** What a client sends to make a row. */
export type CreateOf<F extends Fields, Id extends IdKind = 'uuid'> = Simplify<
  (Id extends 'text' ? { readonly id: string } : unknown) & {
    readonly [K in RequiredNames<F>]: F[K]['~value']
  } & {
    readonly [K in Exclude<WritableNames<F>, RequiredNames<F>>]?: F[K]['~value']
  }
>

/** What a client sends to write a whole row (PUT): write-only members left out keep their value. */
export type ReplaceOf<F extends Fields> = Simplify<
  {
    readonly [K in PlainNames<F>]: F[K]['~value']
  } & {
    readonly [K in Exclude<WritableNames<F>, PlainNames<F>>]?: F[K]['~value']
  }
>

/** What a client sends to change a row (merge patch). */
export type UpdateOf<F extends Fields> = Simplify<{
  readonly [K in WritableNames<F>]?: F[K]['~value']
}>

/** What the server's own code may write: every declared field, and the id of a new row where clients choose it. */
export type ValuesOf<F extends Fields, Id extends IdKind = 'uuid'> = (Id extends 'text'
  ? { readonly id?: string }
  : unknown) & { readonly [K in keyof F]?: F[K]['~value'] }

/** A validated input made of fields, defaults filled in. */
export type InputOf<F extends Fields> = { readonly [K in keyof F]: F[K]['~value'] }

/** An output made of fields. */
export type OutputOf<F extends Fields> = { readonly [K in keyof F]: F[K]['~value'] }
