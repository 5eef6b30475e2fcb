import type { Principal } from '../policy/principal.ts'
import type { Scalar, Operator } from '../condition/condition.ts'

/** A condition as handlers write it: the grammar of `?where=`, typed by the row. */
export type Where<Row> =
  | { readonly and: readonly Where<Row>[] }
  | { readonly or: readonly Where<Row>[] }
  | { readonly not: Where<Row> }
  | { readonly [K in keyof Row]?: Row[K] | Comparisons<Row[K]> }

type Comparisons<Value> = {
  readonly [O in Exclude<Operator, 'null' | 'in' | 'nin' | 'between'>]?: Value & Scalar
} & {
  readonly in?: readonly Value[]
  readonly nin?: readonly Value[]
  readonly between?: readonly [Value, Value]
  readonly null?: boolean
}

/** Which rows a handler wants. */
export interface FindOptions<Row> {
  readonly where?: Where<Row>
  /** Words to search for, as in `?q=`, in every field of `search`; without a word it is a 400 problem. */
  readonly search?: string
  /** Field names, descending with a leading `-`. Default: newest first; of a search the best first. */
  readonly sort?: readonly (`-${keyof Row & string}` | (keyof Row & string))[]
  /** Default: 100; greatest: 10,000. */
  readonly limit?: number
}

/** The rows of one resource as code sees them that only looks: the checks of a write, before its transaction begins. */
export interface ReadRows<Row, Values> {
  /** The row, or undefined. */
  find(id: string | number): Promise<Row | undefined>
  /** The row; a 404 problem when there is none. */
  get(id: string | number): Promise<Row>
  list(options?: FindOptions<Row>): Promise<Row[]>
  count(where?: Where<Row>): Promise<number>
  /** Whether a text is the one kept in a secret field; takes the same time for a row that is not there. */
  verifySecret(
    id: string | number | undefined,
    field: keyof Values & string,
    candidate: string,
  ): Promise<boolean>
}

/**
 * The rows of one resource as the server's own code sees them, inside the transaction of the request. Access rules do
 * not apply here; field types, uniqueness, references and versions do.
 */
export interface Rows<Row, Values> extends ReadRows<Row, Values> {
  create(values: Values): Promise<Row>
  /** Changes some fields of a row read before; a 409 problem when it was changed since. */
  update(row: Row & { readonly id: string | number }, values: Values): Promise<Row>
  /** Deletes a row read before; a 409 problem when it was changed since. */
  delete(row: Row & { readonly id: string | number }): Promise<void>
}

/** What every piece of a user's own code is given. */
export interface HandlerContext<Row, Values> {
  readonly principal: Principal
  /** The rows of this resource. */
  readonly rows: Rows<Row, Values>
  /** The rows of any other resource of the API, in the same transaction. */
  readonly of: RowsOf
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What code is given that only looks. */
export interface CheckContext<Row, Values> {
  readonly principal: Principal
  /** The rows of this resource. */
  readonly rows: ReadRows<Row, Values>
  /** The rows of any other resource of the API. */
  readonly of: ReadRowsOf
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Looks up the rows of a resource by its declaration, to look at them alone. */
export type ReadRowsOf = <Row, Values>(resource: {
  readonly name: string
  readonly '~row': Row
  readonly '~values': Values
}) => ReadRows<Row, Values>

/** Looks up the rows of a resource by its declaration. */
export type RowsOf = <Row, Values>(resource: {
  readonly name: string
  readonly '~row': Row
  readonly '~values': Values
}) => Rows<Row, Values>
