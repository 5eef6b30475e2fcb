/** What a write and nothing else costs: on a server it is a transaction by itself, in SQLite one together with others. */
export const alone = (statement: string, end = 'COMMIT'): string =>
  (process.env['TEST_STORE'] ?? 'sqlite') === 'sqlite' ? `BEGIN ${statement} ${end}` : statement
