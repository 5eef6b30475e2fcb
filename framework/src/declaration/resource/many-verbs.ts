import type { Verb, VerbRoute } from './verb.ts'

/** Whether the verb writes all the rows that a filter finds. */
export function isOnMany({ verb }: Pick<VerbRoute, 'verb'>): boolean {
  return verb === 'updateMany' || verb === 'deleteMany'
}

/** The verb that does to one row, named by its id, what a verb does to many, or to one named otherwise. */
export function toSingleVerb(verb: Verb): Verb {
  if (verb === 'upsert') return 'replace'
  return verb === 'updateMany' ? 'update' : verb === 'deleteMany' ? 'delete' : verb
}
