/** The databases that servers are measured on, each server with a fresh one. */
import { join } from 'node:path'

import { createDatabase, findServerVersion } from './postgres.ts'

export const stores = ['sqlite', 'postgres'] as const
export type StoreName = (typeof stores)[number]

/** The path of a file that does not exist yet, or the URL of an empty database. */
export function createStore(store: StoreName, server: string, directory: string): Promise<string> | string {
  return store === 'sqlite' ? join(directory, `${server}.db`) : createDatabase(server)
}

export async function findStoreVersion(store: StoreName): Promise<string> {
  return store === 'sqlite' ? `sqlite ${process.versions['sqlite']}` : findServerVersion()
}
