const store = process.env['TEST_STORE'] ?? 'sqlite'

/** What a write and nothing else costs: on PostgreSQL it is a transaction by itself, elsewhere one with an end, or with others. */
export const alone = (statement: string, end = 'COMMIT'): string =>
  store === 'postgres' ? statement : onStore(`BEGIN ${statement} ${end}`)

/**
 * What the statements of a transaction come to on the store under test. On MySQL and MariaDB it begins with the first of
 * them, and a row that was changed is read by another one where it is shown.
 */
export const onStore = (words: string): string =>
  store === 'mysql' ? words.replaceAll('BEGIN ', '').replaceAll('UPDATE', 'UPDATE SELECT') : words
