/** A database that tests have to themselves, which processes may share by its address. */
export interface TestDatabase {
  /** What a store is opened with: a URL, or the name of a file. */
  readonly url: string
  /** Makes it, empty. */
  create(): Promise<void>
  /** Removes it with all that is in it. */
  drop(): Promise<void>
}

// What a test leaves goes with its process, as temporary files do.
const left = new Set<TestDatabase>()
const dropAll = async (): Promise<void> => {
  for (const database of left) await dropDatabase(database)
}

/** Makes it; it goes at the end of the process at the latest. */
export async function createDatabase(database: TestDatabase): Promise<void> {
  process.off('beforeExit', dropAll).once('beforeExit', dropAll)
  left.add(database)
  await database.create()
}

/** Removes it. */
export async function dropDatabase(database: TestDatabase): Promise<void> {
  left.delete(database)
  await database.drop()
}
