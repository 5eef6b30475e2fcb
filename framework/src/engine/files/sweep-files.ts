import { always } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { PageStart } from '../../declaration/resource/query.ts'
import type { Page, Store } from '../store/store.ts'
import type { FileStore } from './file-store.ts'
import { fileFieldsOf, ownerOf, parseFiles, selectKept } from './stored-files.ts'

/** Files younger than this may be on their way into a row, in milliseconds. */
const youngest = 3_600_000

/**
 * Removes files that no row has, left by crashes; those of the last hour stay, and those of fields that are not declared
 * here: they may be those of another API, or of a part that is switched off.
 * @returns how many were removed
 */
export async function sweepFiles(store: Store, models: readonly Model[], files: FileStore): Promise<number> {
  const owners = new Set(models.flatMap((model) => fileFieldsOf(model).map((field) => ownerOf(model, field))))
  const old: string[] = []
  for await (const { key, owner, age } of files.list()) {
    if (age >= youngest && owners.has(owner)) old.push(key)
  }
  if (old.length === 0) return 0
  // Looked for afterwards: what was old and has no row by now gets none any more.
  const orphans = new Set(old)
  for (const model of models) {
    for await (const key of keysOf(store, model)) orphans.delete(key)
  }
  for (const key of orphans) await files.remove(key)
  return orphans.size
}

async function* keysOf(store: Store, model: Model): AsyncIterable<string> {
  const names = fileFieldsOf(model).map(({ name }) => name)
  if (names.length === 0) return
  const selection = selectKept(names)
  const sort = [{ property: 'id', descending: false }]
  let start: PageStart | undefined = { kind: 'first' }
  while (start !== undefined) {
    const page: Page = await store.list(model, { where: always, sort, start, limit: 500, selection })
    for (const row of page.rows) for (const file of parseFiles(row).values()) yield file.key()
    start = page.hasNext ? { kind: 'after', position: page.last! } : undefined
  }
}
