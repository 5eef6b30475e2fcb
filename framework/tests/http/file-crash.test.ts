// What a crash in the midst of an upload leaves behind: no row, and a file that is swept away later.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { sweepFiles } from '../../src/engine/files/sweep-files.ts'
import { createTestDatabase } from '../../src/tooling/testing/test-store.ts'
import { openConnection } from './raw-connection.ts'
import { keysIn, makeFolder, openGallery, png, toFile } from './gallery.ts'

const program = new URL('gallery-process.ts', import.meta.url).pathname

async function start(
  database: string,
  folder: string,
): Promise<readonly [process: ChildProcess, url: string]> {
  const child = spawn(process.execPath, [program, database, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return [child, line.toString().trim()]
}

/** Makes every file of a folder as old as it takes to be swept. */
function age(folder: string): void {
  const long = Date.now() / 1000 - 4000
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), long, long)
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('a process killed while a file comes leaves no row, and its bytes are swept', async () => {
  const root = makeFolder()
  const folder = join(root, 'files')
  const { url: database } = await createTestDatabase()
  const [child, url] = await start(database, folder)
  const connection = await openConnection(Number(new URL(url).port))
  const head = 'POST /pictures HTTP/1.1\r\nHost: a\r\nAuthorization: Test ada\r\nContent-Length: 90000\r\n'
  connection.socket.on('error', () => undefined)
  connection.socket.write(`${head}Content-Type: multipart/form-data; boundary=x\r\n\r\n`)
  connection.socket.write('--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nKilled\r\n')
  connection.socket.write(
    '--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\nContent-Type: image/png\r\n\r\n',
  )
  connection.socket.write(png(5000))
  await until(() => keysIn(root).some((name) => /-[0-9a-f]{48}$/.test(name)))
  child.kill('SIGKILL')
  await once(child, 'exit')
  connection.socket.destroy()

  const young = await openGallery({ database, folder })
  assert.deepEqual((await young.ask('GET', '/pictures')).json.data, [])
  // What is young may be on its way into a row.
  assert.equal(
    await sweepFiles(
      young.api.context.store,
      [...young.api.context.models.values()],
      young.api.context.files!,
    ),
    0,
  )
  assert.equal(keysIn(folder).length, 1)
  const kept = await young.make({ photo: toFile(png()), notes: toFile('n', 'n', 'text/plain') })
  await young.make({ notes: toFile('m', 'm', 'text/plain') })
  await young.make()
  age(folder)

  const old = await openGallery({ database, folder })
  await until(() => keysIn(folder).length === 3)
  assert.deepEqual((await old.ask('GET', `/pictures/${kept.id}/photo`)).bytes, png())
  assert.deepEqual([...young.failures, ...old.failures], [])
})

test('a sweep looks at every row, however many there are', async () => {
  const gallery = await openGallery()
  const { store, models, files } = gallery.api.context
  const row = await gallery.make({ notes: toFile('n', 'n', 'text/plain') })
  const selection = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const
  const at = '2030-01-01T00:00:00.000Z'
  await store.transaction(async (session) => {
    for (let index = 0; index < 1200; index++) {
      const id = `019c8a4e-7b40-7000-8000-${String(index).padStart(12, '0')}`
      const values = { title: `Many ${index}`, ownerId: row.ownerId }
      await session.insert(models.get('pictures')!, { id, values, at }, selection)
    }
  })
  const late = await gallery.make({ photo: toFile(png()) })
  age(gallery.folder)
  assert.equal(await sweepFiles(store, [...models.values()], files!), 0)
  await files!.write(Readable.from([Buffer.from('orphan')]), 'pictures.photo')
  // Of a resource that this API does not have: another one may.
  const { key } = await files!.write(Readable.from([Buffer.from('other')]), 'invoices.scan')
  age(gallery.folder)
  assert.equal(await sweepFiles(store, [...models.values()], files!), 1)
  assert.equal((await gallery.ask('GET', `/pictures/${late.id}/photo`)).status, 200)
  assert.ok(keysIn(gallery.folder).includes(key))
})

test('a file that cannot be removed is left to the sweep, and told of', async () => {
  const gallery = await openGallery()
  const row = await gallery.make({ photo: toFile(png()) })
  const { files } = gallery.api.context
  const remove = files!.remove.bind(files)
  Object.assign(files!, { remove: () => Promise.reject(new RangeError('no')) })
  assert.equal((await gallery.ask('DELETE', `/pictures/${row.id}/photo`)).status, 204)
  assert.equal(gallery.failures.length, 1)
  assert.equal(keysIn(gallery.folder).length, 1)
  Object.assign(files!, { remove })
  age(gallery.folder)
  const { store, models } = gallery.api.context
  assert.equal(await sweepFiles(store, [...models.values()], files!), 1)
})
