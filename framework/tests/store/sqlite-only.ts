/** For the options of a test: it looks into a file of SQLite, and runs where that is the store under test. */
export const sqliteOnly: { readonly skip: false | string } = {
  skip: (process.env['TEST_STORE'] ?? 'sqlite') !== 'sqlite' && 'it looks into a file of SQLite',
}
