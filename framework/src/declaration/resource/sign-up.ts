import type { ProblemType } from '../../kernel/problem/problem.ts'

/**
 * How those make a user of their own whom the rule of `create` does not let: one row with one request to the collection,
 * and never by a list, a PUT or together with another row.
 */
export interface SignUpTerms {
  /** What the policy is called, such as `invitation`. */
  readonly policy: string
  /** Whom it lets in, in words such as `anyone with an invitation`. Default: nobody. */
  readonly who?: string
  /** The request header that what they bring comes in: neither stored nor logged, as bodies may be. Default: none. */
  readonly header?: SignUpHeader
  /** The problems it refuses with, besides those of making a row. Default: none. */
  readonly problems?: readonly ProblemType[]
}

/** A header as the OpenAPI document shows it. */
export interface SignUpHeader {
  readonly name: string
  readonly description: string
  readonly example: string
}

/** Where the terms hold. */
export interface SignUpDefaults {
  /** Name of the resource that holds the users, and of its table. */
  readonly users: string
  readonly table: string
  readonly terms: SignUpTerms
}
