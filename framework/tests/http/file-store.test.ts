// A store of files of one's own, and what becomes of requests where it fails.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { FileStore } from '../../src/index.ts'
import { openGallery, png, toFile, toForm } from './gallery.ts'

/** Keeps files in memory; `fault` makes it fail. */
function createMemory() {
  const kept = new Map<string, { readonly owner: string; readonly bytes: Buffer }>()
  const state: { fault?: 'write' | 'read' } = {}
  const files: FileStore = {
    async write(bytes, owner) {
      const parts: Uint8Array[] = []
      for await (const part of bytes) {
        if (state.fault === 'write') throw new RangeError('The bucket is full.')
        parts.push(part)
      }
      const all = Buffer.concat(parts)
      const key = randomUUID()
      kept.set(key, { owner, bytes: all })
      return { key, bytes: all.length, digest: createHash('sha256').update(all).digest('hex') }
    },
    async read(key, range) {
      const bytes = kept.get(key)?.bytes
      return bytes && pieces(range === undefined ? bytes : bytes.subarray(range.first, range.last + 1), state)
    },
    async remove(key) {
      kept.delete(key)
    },
    async *list() {
      for (const [key, { owner }] of kept) yield { key, owner, age: 0 }
    },
  }
  return { files, kept, state }
}

async function* pieces(bytes: Buffer, { fault }: { readonly fault?: string }): AsyncIterable<Uint8Array> {
  yield bytes.subarray(0, 10)
  if (fault === 'read') throw new RangeError('The bucket has gone.')
  yield bytes.subarray(10)
}

test('files go to a store of one’s own and come back', async () => {
  const { files, kept } = createMemory()
  const gallery = await openGallery({ files })
  const { photo } = await gallery.make({ photo: toFile(png()) })
  assert.deepEqual(
    [...kept.values()].map(({ owner }) => owner),
    ['pictures.photo'],
  )
  assert.deepEqual((await gallery.ask('GET', photo.url)).bytes, png())
  const part = await gallery.ask('GET', photo.url, { headers: { range: 'bytes=5-14' } })
  assert.deepEqual(part.bytes, png().subarray(5, 15))
  await gallery.ask('DELETE', photo.url)
  assert.equal(kept.size, 0)
  assert.deepEqual(gallery.failures, [])
})

test('a store that takes nothing is our fault, and makes no row', async () => {
  const { files, state } = createMemory()
  const gallery = await openGallery({ files })
  state.fault = 'write'
  const form = toForm({ title: 'Lost', photo: toFile(png()), notes: toFile('n', 'n', 'text/plain') })
  const { status, bytes } = await gallery.ask('POST', '/pictures', { body: form })
  assert.equal(status, 500)
  assert.ok(!bytes.includes('bucket'))
  assert.equal(gallery.failures.splice(0).length, 1)
  assert.deepEqual((await gallery.ask('GET', '/pictures')).json.data, [])
  delete state.fault
  await gallery.make({ photo: toFile(png()) })
})

test('a download that breaks off is never taken for the whole', async () => {
  const { files, state } = createMemory()
  const gallery = await openGallery({ files })
  const { photo } = await gallery.make({ photo: toFile(png()) })
  state.fault = 'read'
  await assert.rejects(gallery.ask('GET', photo.url))
  assert.equal(gallery.failures.splice(0).length, 1)
  delete state.fault
  assert.equal((await gallery.ask('GET', photo.url)).bytes.length, 100)
})
