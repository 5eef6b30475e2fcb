import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, opendir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InternalError } from '../../kernel/problem/catalogue.ts'
import type { ByteRange } from '../../protocol/files/byte-range.ts'
import type { FileStore, FoundBytes, KeptBytes } from './file-store.ts'

/**
 * Keeps files in a folder, which is made; it belongs to one database and one API, for what no row of them names is swept
 * away. Every process that serves the API must reach it.
 * @param path of the folder
 */
export function directory(path: string): FileStore {
  return new Directory(path)
}

const incoming = 'incoming'
// Whose it is, then what nobody can guess.
const keyForm = /^([A-Za-z0-9_]{1,100}\.[A-Za-z0-9_]{1,100})-([0-9a-f]{48})$/

class Directory implements FileStore {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async write(bytes: AsyncIterable<Uint8Array>, owner: string): Promise<KeptBytes> {
    const key = `${owner}-${randomBytes(24).toString('hex')}`
    const path = this.#pathOf(key)
    const unfinished = join(this.#path, incoming, key)
    await mkdir(join(this.#path, incoming), { recursive: true })
    try {
      const kept = await writeAll(unfinished, bytes)
      await mkdir(dirname(path), { recursive: true })
      await rename(unfinished, path)
      await syncFolder(dirname(path))
      return { key, ...kept }
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
  }

  async read(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    try {
      const handle = await open(this.#pathOf(key), 'r')
      return handle.createReadStream(range && { start: range.first, end: range.last })
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true })
    await rm(join(this.#path, incoming, key), { force: true })
  }

  async *list(): AsyncIterable<FoundBytes> {
    for await (const folder of entriesOf(this.#path)) {
      if (folder.length !== 2 && folder !== incoming) continue
      for await (const key of entriesOf(join(this.#path, folder))) {
        const owner = keyForm.exec(key)?.[1]
        if (owner === undefined) continue
        const age = await ageOf(join(this.#path, folder, key))
        if (age !== undefined) yield { key, owner, age }
      }
    }
  }

  /** A key that was not made here leads nowhere: least of all to another folder. */
  #pathOf(key: string): string {
    const secret = keyForm.exec(key)?.[2]
    if (secret === undefined) throw new InternalError({ detail: 'This is no key of a file.' })
    return join(this.#path, secret.slice(0, 2), key)
  }
}

async function writeAll(path: string, bytes: AsyncIterable<Uint8Array>): Promise<Omit<KeptBytes, 'key'>> {
  const hash = createHash('sha256')
  let size = 0
  const handle = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of bytes) {
      hash.update(chunk)
      size += chunk.length
      await writeChunk(handle, chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { bytes: size, digest: hash.digest('hex') }
}

/** A disk may take fewer bytes than it is given. */
async function writeChunk(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let start = 0; start < chunk.length;) {
    start += (await handle.write(chunk, start)).bytesWritten
  }
}

/** A name is durable once the folder that has it is. */
async function syncFolder(path: string): Promise<void> {
  // Some systems cannot open folders; there the name is written with the file.
  const handle = await open(path, 'r').catch(() => undefined)
  if (handle === undefined) return
  try {
    await handle.sync().catch(() => undefined)
  } finally {
    await handle.close()
  }
}

/** Names in a folder; none where there is no such folder. */
async function* entriesOf(path: string): AsyncIterable<string> {
  try {
    for await (const { name } of await opendir(path)) yield name
  } catch (error) {
    if (!isMissing(error) && !isNoFolder(error)) throw error
  }
}

/** Undefined where the file has gone meanwhile. */
async function ageOf(path: string): Promise<number | undefined> {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown }).code
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT'
const isNoFolder = (error: unknown): boolean => codeOf(error) === 'ENOTDIR'
