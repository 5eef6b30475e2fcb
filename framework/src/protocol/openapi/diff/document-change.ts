/** One difference between two documents of an API. */
export interface DocumentChange {
  /** `breaking`: a client that kept to the old document may fail; `notice`: worth knowing, and nobody fails by it. */
  readonly level: 'breaking' | 'notice'
  /** The operation, such as `PATCH /todos/{id}`. */
  readonly operation: string
  /** Where in the operation, such as `request body /price` or `parameter limit`; empty: the operation itself. */
  readonly place: string
  /** What has changed, for people. */
  readonly message: string
}
