/** How a server tells the run that it serves, and how it ends with the run. */

export interface Ready {
  port: number
  /** A bearer token of the dataset's user. */
  token: string
  /** Ids of todos to read. */
  sampleIds: string[]
}

/** Prints the one line the run waits for. Standard input closes when the run ends, however it ends. */
export function announce(ready: Ready): void {
  process.stdin.resume().on('end', () => process.exit())
  console.log(JSON.stringify(ready))
}

export function readDatabase(): string {
  const database = process.argv[2]
  if (database === undefined) throw new Error('The first argument is the file or URL of an empty database')
  return database
}

export const isUrl = (database: string): boolean => database.startsWith('postgres:')
