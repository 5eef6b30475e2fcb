/** What a write and nothing else costs: on a server it is a transaction by itself, in SQLite one together with others. */
export const alone = (statement: string, end = 'COMMIT'): string =>
  /postgres|mysql/.test(process.env['TEST_STORE'] ?? '') ? statement : `BEGIN ${statement} ${end}`
