import { always } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { UploadedFile } from '../../declaration/schema/kinds/file.ts'
import { InternalError } from '../../kernel/problem/catalogue.ts'
import type { Events } from '../../kernel/events/events.ts'
import type { Session, Store, StoredValues } from '../store/store.ts'
import type { FileStore } from './file-store.ts'
import { fileFieldsOf, findFiles } from './stored-files.ts'

/** What became of the files of one transaction. */
interface FileChanges {
  /** Written into rows. */
  readonly kept: UploadedFile[]
  /** Keys of those no row has any more. */
  readonly released: string[]
}

const keptFiles = new WeakSet<UploadedFile>()

/** Whether a row has the file since a transaction that was committed. */
export const isKept = (file: UploadedFile): boolean => keptFiles.has(file)

/**
 * A store whose rows have files: whoever writes a row, the bytes of a file it no longer has are removed once that is
 * committed, and never before. Rows the database deletes by itself, along with those they refer to, leave theirs to the sweep.
 */
export function keepFiles(store: Store, files: FileStore, events: Events): Store {
  const transaction: Store['transaction'] = async (work) => {
    let changes: FileChanges = { kept: [], released: [] }
    const result = await store.transaction((session) => {
      // The work may run again, and what was undone has released nothing.
      changes = { kept: [], released: [] }
      return work(withFiles(session, changes))
    })
    for (const file of changes.kept) keptFiles.add(file)
    await removeAll(files, changes.released, events)
    return result
  }
  return overlay(store, {
    transaction,
    insert: (...args) => transaction((session) => session.insert(...args)),
    update: (...args) => transaction((session) => session.update(...args)),
    delete: (...args) => transaction((session) => session.delete(...args)),
  })
}

/** Removes bytes nobody needs; what cannot be removed is left to the sweep. */
export async function removeAll(files: FileStore, keys: readonly string[], events: Events): Promise<void> {
  for (const key of keys) {
    try {
      await files.remove(key)
    } catch (cause) {
      events.emit('warning', { message: 'A file could not be removed.', cause })
    }
  }
}

function withFiles(session: Session, changes: FileChanges): Session {
  const release = async (model: Model, id: string | number, names: readonly string[]): Promise<string[]> => {
    const had = names.length === 0 ? undefined : await findFiles(session, model, id, names, always)
    return [...(had?.values() ?? [])].map((file) => file.key())
  }
  return overlay(session, {
    async insert(model, row, selection) {
      const written = uploadedOf(model, row.values)
      const found = await session.insert(model, row, selection)
      changes.kept.push(...written)
      return found
    },
    async update(model, change, selection) {
      const values = withoutShown(model, change.values)
      const written = uploadedOf(model, values)
      const names = fileFieldsOf(model).map(({ name }) => name)
      const released = await release(
        model,
        change.id,
        names.filter((name) => values[name] !== undefined),
      )
      const found = await session.update(model, { ...change, values }, selection)
      if (found === undefined) return undefined
      changes.kept.push(...written)
      changes.released.push(...released)
      return found
    },
    async delete(model, id, version) {
      const released = await release(
        model,
        id,
        fileFieldsOf(model).map(({ name }) => name),
      )
      const isDeleted = await session.delete(model, id, version)
      if (isDeleted) changes.released.push(...released)
      return isDeleted
    },
  })
}

/** A file as rows show it, written into the row it was read from, is one that stays. */
function withoutShown(model: Model, values: StoredValues): StoredValues {
  const shown = fileFieldsOf(model).filter(({ name }) => isShown(values[name]))
  if (shown.length === 0) return values
  const names = new Set(shown.map(({ name }) => name))
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)))
}

const isShown = (value: unknown): boolean =>
  value !== null && value !== undefined && !(value instanceof UploadedFile)

function uploadedOf(model: Model, values: StoredValues): UploadedFile[] {
  return fileFieldsOf(model).flatMap(({ name }) => {
    const value = values[name]
    if (value === null || value === undefined) return []
    if (value instanceof UploadedFile) return [value]
    throw new InternalError({ detail: `${model.name}.${name} is no file that was uploaded.` })
  })
}

/** An object some of whose methods are others; all the rest, whatever it has, stays its own. */
function overlay<Target extends object>(target: Target, own: Partial<Target>): Target {
  const bound = new Map<PropertyKey, unknown>(Object.entries(own))
  return new Proxy(target, {
    get(_, name) {
      if (!bound.has(name)) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        bound.set(name, value.bind(target))
      }
      return bound.get(name)
    },
  })
}
