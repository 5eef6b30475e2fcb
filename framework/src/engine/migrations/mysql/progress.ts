// How far a migration has come, as one number: two for each statement that is done, and one more while the next one runs.

export const toProgress = (statements: number): number => 2 * statements

export const toBegun = (statements: number): number => 2 * statements + 1

export const countDone = (progress: number): number => Math.floor(progress / 2)

/** Whether nobody knows if the next statement was done: the process, or its connection, was lost meanwhile. */
export const isInDoubt = (progress: number): boolean => progress % 2 === 1

/**
 * What the server says of a statement whose table, column, index or reference is there already, or is gone already
 * (https://mariadb.com/kb/en/mariadb-error-codes/): a statement is done as a whole or not at all.
 */
const already: ReadonlySet<unknown> = new Set([
  1050, // a table is there
  1051, // a table is gone
  1054, // a column is gone
  1060, // a column is there
  1061, // an index is there
  1091, // a column, index or reference is gone
  1146, // a table is gone
  1176, // an index is gone
  1826, // a reference is there
])

/** MariaDB has no number of its own for a reference that is there. */
const isThere = ({ message }: Error): boolean => /errno: 121 /.test(message)

export const isAlready = (error: unknown): boolean =>
  already.has((error as { readonly errno?: unknown }).errno) || isThere(error as Error)

/** Whether the server has answered that it did not do a statement. */
export const isAnswered = (error: unknown): boolean =>
  (error as { sqlState?: unknown }).sqlState !== undefined
