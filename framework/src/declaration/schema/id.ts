/** How rows are named: UUIDv7 (default), numbers counted up, or a text the client chooses. */
export type IdKind = 'uuid' | 'integer' | 'text'

/** The type of an id of a kind. */
export type IdOf<Id extends IdKind> = Id extends 'integer' ? number : string

/** An id that comes as text, as callers have theirs, in the kind that rows are named by. */
export const toIdOfKind = (kind: IdKind, id: string): string | number =>
  kind === 'integer' ? Number(id) : id
