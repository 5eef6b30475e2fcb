import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { directory } from '../../src/engine/files/directory.ts'
import type { FileStore, FoundBytes } from '../../src/engine/files/file-store.ts'

function open(): { readonly path: string; readonly files: FileStore } {
  const path = join(mkdtempSync(join(tmpdir(), 'ninety-directory-')), 'deep', 'files')
  after(() => rmSync(join(path, '../..'), { recursive: true, force: true }))
  return { path, files: directory(path) }
}

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield Buffer.from(part as string)
}

async function all(bytes: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> {
  if (bytes === undefined) return undefined
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts).toString()
}

async function listAll(files: FileStore): Promise<FoundBytes[]> {
  const found: FoundBytes[] = []
  for await (const each of files.list()) found.push(each)
  return found
}

const namesIn = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
    : []

async function* broken(): AsyncIterable<Uint8Array> {
  yield Buffer.from('half')
  throw new RangeError('gone')
}

const owner = 'pictures.photo'
const missing = `${owner}-${'a'.repeat(48)}`

describe('a directory of files', () => {
  it('gives back what it was given, with its size and digest', async () => {
    const { files } = open()
    const kept = await files.write(chunks('ab', '', 'cde'), owner)
    assert.deepEqual([kept.bytes, kept.digest], [5, createHash('sha256').update('abcde').digest('hex')])
    assert.match(kept.key, /^pictures\.photo-[0-9a-f]{48}$/)
    assert.equal(await all(await files.read(kept.key)), 'abcde')
    assert.equal(await all(await files.read(kept.key, { first: 1, last: 3 })), 'bcd')
    assert.equal(await all(await files.read(kept.key, { first: 4, last: 4 })), 'e')
  })
  it('keeps nothing at all, and much', async () => {
    const { files } = open()
    assert.equal(await all(await files.read((await files.write(chunks(), owner)).key)), '')
    const much = randomBytes(3_000_000)
    const { key, bytes } = await files.write(
      chunks(much.subarray(0, 1_000_000), much.subarray(1_000_000)),
      owner,
    )
    const read: Uint8Array[] = []
    for await (const part of (await files.read(key))!) read.push(part)
    assert.equal(bytes, 3_000_000)
    assert.ok(Buffer.concat(read).equals(much))
  })
  it('never uses a key twice', async () => {
    const { files } = open()
    const keys = await Promise.all(
      Array.from({ length: 50 }, async () => (await files.write(chunks('a'), owner)).key),
    )
    assert.equal(new Set(keys).size, 50)
  })
  it('keeps nothing of what breaks off', async () => {
    const { files, path } = open()
    await assert.rejects(files.write(broken(), owner), RangeError)
    assert.deepEqual(namesIn(path), [])
  })
  it('shows nothing of what has not come to its end', async () => {
    const { files, path } = open()
    const { promise, resolve } = Promise.withResolvers<void>()
    async function* slow() {
      yield Buffer.from('half')
      await promise
      yield Buffer.from('whole')
    }
    const writing = files.write(slow(), owner)
    while (namesIn(path).length === 0) await new Promise((done) => setTimeout(done, 2))
    const [key] = namesIn(path)
    assert.equal(await files.read(key!), undefined)
    assert.deepEqual(
      (await listAll(files)).map((each) => each.key),
      [key],
    )
    resolve()
    assert.equal((await writing).key, key)
    assert.equal(await all(await files.read(key!)), 'halfwhole')
  })
  it('forgets what is removed, however often', async () => {
    const { files, path } = open()
    const { key } = await files.write(chunks('a'), owner)
    await files.remove(key)
    await files.remove(key)
    assert.equal(await files.read(key), undefined)
    assert.deepEqual(namesIn(path), [])
  })
  it('goes on reading what is removed meanwhile', async () => {
    const { files } = open()
    const { key } = await files.write(chunks('abc'), owner)
    const bytes = await files.read(key)
    await files.remove(key)
    assert.equal(await all(bytes), 'abc')
  })
  it('has no other files than its own', async () => {
    const { files, path } = open()
    await files.write(chunks('a'), owner)
    writeFileSync(join(path, 'README'), 'x')
    mkdirSync(join(path, 'zz'))
    writeFileSync(join(path, 'zz', 'x'), 'x')
    mkdirSync(join(path, 'other'))
    writeFileSync(join(path, 'other', 'a'.repeat(48)), 'x')
    assert.equal((await listAll(files)).length, 1)
  })
  it('is empty before it is there', async () => {
    const { files, path } = open()
    assert.deepEqual(await listAll(files), [])
    assert.equal(await files.read(missing), undefined)
    assert.equal(existsSync(path), false)
  })
  it('knows how long a file is there', async () => {
    const { files, path } = open()
    const { key } = await files.write(chunks('a'), owner)
    const hourAgo = Date.now() / 1000 - 3600
    utimesSync(join(path, key.slice(-48, -46), key), hourAgo, hourAgo)
    const [found] = await listAll(files)
    assert.equal(found!.owner, owner)
    assert.ok(Math.abs(found!.age - 3_600_000) < 60_000)
  })
  it('lets nobody else read it', async () => {
    const { files, path } = open()
    const { key } = await files.write(chunks('a'), owner)
    assert.equal(statSync(join(path, key.slice(-48, -46), key)).mode & 0o077, 0)
  })
  for (const key of [
    '',
    '..',
    '../secret',
    '/etc/passwd',
    'a'.repeat(48),
    missing.slice(0, -1),
    `../${missing}`,
    `a/b.c-${'a'.repeat(48)}`,
    missing.toUpperCase(),
    `${missing}/..`,
    `${missing}\0`,
  ]) {
    it(`leads nowhere else by the key ${JSON.stringify(key.slice(-30))}`, async () => {
      const { files } = open()
      await assert.rejects(files.read(key), { code: 'INTERNAL_ERROR' })
      await assert.rejects(files.remove(key), { code: 'INTERNAL_ERROR' })
    })
  }
})
