import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isServer } from './database.ts'

/**
 * The secret of a development server: made on the first start and kept beside the database, or in `data` where that is
 * no file, for its user alone.
 */
export function readKeptSecret(database: string): string {
  const file = join(isServer(database) ? 'data' : dirname(database), 'secret')
  if (!existsSync(file)) keepSecret(file)
  return readFileSync(file, 'utf8').trim()
}

/** Of servers that start at once one makes the secret; none ever sees half of it. */
function keepSecret(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}-${randomBytes(8).toString('hex')}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}
