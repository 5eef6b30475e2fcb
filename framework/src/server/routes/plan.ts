import type { Stage, StageName } from '../pipeline/stage.ts'

/** What a verb does in each stage; a stage left out has nothing to do for it. */
export type Plan = { readonly [Name in StageName]?: Stage } & {
  /** What of `validate` looks at the row, and is done again when that changed before it could be written. */
  readonly validateAgain?: Stage
}

/** What a write does again, inside its transaction, when the row changed under it: everything that looks at the row. */
export function judgingOf({ load, authorize, validateAgain, precondition }: Plan): readonly Stage[] {
  return [load, authorize, validateAgain, precondition].filter((stage) => stage !== undefined)
}
