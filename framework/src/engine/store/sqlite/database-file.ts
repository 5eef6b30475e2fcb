import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Where a database is kept, and what is to be done once it is closed. */
export interface DatabaseFile {
  readonly path: string
  /** Whether it goes when it is closed. */
  readonly isTemporary: boolean
  remove(): void
}

const temporary = new Set<string>()

/** A file that stays, its folder made; or without a name, or as `:memory:`, one that goes when it is closed. */
export function openDatabaseFile(path: string | undefined): DatabaseFile {
  if (path === undefined || path === ':memory:') return createTemporary()
  mkdirSync(dirname(path), { recursive: true })
  return { path, isTemporary: false, remove: () => undefined }
}

// A real file even for `:memory:`: a database in memory belongs to one connection, and a store has two.
function createTemporary(): DatabaseFile {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-'))
  if (temporary.size === 0) process.on('exit', removeAll)
  temporary.add(folder)
  return { path: join(folder, 'data.db'), isTemporary: true, remove: () => remove(folder) }
}

function remove(folder: string): void {
  temporary.delete(folder)
  if (temporary.size === 0) process.off('exit', removeAll)
  rmSync(folder, { recursive: true, force: true })
}

function removeAll(): void {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true })
}
