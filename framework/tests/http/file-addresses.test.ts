// Where files are read, wherever their rows stand: below others, in expansions, summaries and other representations.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  allOf,
  anyone,
  directory,
  field,
  hasMany,
  hasRole,
  nobody,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { keysIn, makeFolder } from './gallery.ts'

const authors = resource('authors', {
  fields: { name: field.text(), face: field.file().optional(), diary: field.file().optional() },
  access: { read: hasRole('admin'), create: anyone(), update: anyone() },
  summary: { fields: ['name', 'face'], access: anyone() },
})
const albums = resource('albums', {
  fields: { name: field.text(), authorId: field.reference('authors') },
  access: { read: anyone(), list: anyone(), create: anyone(), update: nobody(), delete: anyone() },
  relations: { shots: hasMany('shots', 'albumId') },
  expand: ['author', 'shots'],
})
const shots = resource('shots', {
  id: 'integer',
  parent: 'album',
  fields: {
    albumId: field.reference('albums', { onDelete: 'cascade' }),
    image: field.file({ types: ['image/*'] }).optional(),
  },
  relations: { prints: hasMany('prints', 'shotId') },
  access: allOf(signedIn()),
  filter: ['id'],
  bulk: ['delete'],
  forms: true,
})
  .computed('size', field.integer(), (shot) => shot.image?.bytes ?? 0)
  .action('crop', {
    async run({ row, rows }) {
      return rows.update(row, { image: row.image })
    },
  })
  .action('clear', { run: ({ row, rows }) => rows.update(row, { image: null }) })
  .action('copy', {
    on: 'collection',
    input: { from: field.integer() },
    async run({ rows, input }) {
      const { albumId, image } = await rows.get(input.from)
      return rows.create({ albumId, image })
    },
  })
const prints = resource('prints', {
  parent: 'shot',
  fields: {
    shotId: field.reference('shots', { id: 'integer', onDelete: 'cascade' }),
    scan: field.file().optional(),
  },
  access: anyone(),
})

const folder = makeFolder()
const api = await createTestApi({
  resources: [authors, albums, shots, prints],
  files: directory(folder),
  prefix: '/api/v1',
  events: { emit: () => undefined },
})
after(() => api.close())
const ada = api.as({ id: '019c8a4e-7b40-7000-8000-00000000000a' })
const root = api.as({ id: '019c8a4e-7b40-7000-8000-00000000000c', roles: ['admin'] })

const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(92)])
const put = (path: string, type = 'image/png') =>
  ada.request<any>('PUT', path, { body: png, headers: { 'content-type': type } })
const make = async (path: string, body: object) => {
  const made = await ada.request<any>('POST', path, { body })
  assert.equal(made.status, 201, made.text)
  return made.body
}
const author = await ada.authors.create({ name: 'Ann' })
const album = await make('/api/v1/albums', { name: 'One', authorId: author.id })
const other = await make('/api/v1/albums', { name: 'Two', authorId: author.id })
const below = `/api/v1/albums/${album.id}/shots`
const shot = await make(below, {})
const face = await put(`/api/v1/authors/${author.id}/face`)

describe('the address of a file', () => {
  it('has the prefix of the API', () => {
    // Who may write a row need not be one to read it.
    assert.equal(face.status, 404)
  })
  it('stands below the row of a row above', async () => {
    const { status, body } = await put(`${below}/${shot.id}/image`)
    assert.deepEqual([status, body.url], [201, `${below}/${shot.id}/image`])
    assert.equal((await ada.request('GET', body.url)).status, 200)
    assert.equal((await ada.request('GET', `/api/v1/albums/${other.id}/shots/${shot.id}/image`)).status, 404)
    assert.equal((await put(`/api/v1/albums/${other.id}/shots/${shot.id}/image`)).status, 404)
    assert.equal((await api.request('GET', body.url)).status, 401)
  })
  it('is told where a form makes the row below another', async () => {
    const body = new FormData()
    body.append('image', new File([png], 'a.png', { type: 'image/png' }))
    const form = new Response(body)
    const made = await ada.request<any>('POST', below, {
      body: Buffer.from(await form.arrayBuffer()),
      headers: { 'content-type': form.headers.get('content-type')! },
    })
    assert.deepEqual([made.status, made.body.image.url], [201, `${below}/${made.body.id}/image`], made.text)
    assert.equal(made.headers['location'], `${below}/${made.body.id}`)
    // What is deleted together leaves no file either.
    const before = keysIn(folder).length
    const gone = await ada.request('DELETE', `${below}?id=${made.body.id}`)
    assert.equal(gone.status, 204, gone.text)
    assert.equal(keysIn(folder).length, before - 1)
  })
  it('stands below rows above rows', async () => {
    const print = await make(`${below}/${shot.id}/prints`, {})
    const path = `${below}/${shot.id}/prints/${print.id}/scan`
    const { status, body } = await put(path)
    assert.deepEqual([status, body.url], [201, path])
    const row = await ada.request<any>('GET', `${below}/${shot.id}/prints/${print.id}`)
    assert.equal(row.body.scan.url, path)
    assert.equal((await ada.request('GET', path)).status, 200)
  })
  it('is the same where the row is embedded', async () => {
    const { body } = await ada.request<any>('GET', `/api/v1/albums/${album.id}?expand=shots`)
    assert.equal(body.shots[0].image.url, `${below}/${shot.id}/image`)
    assert.equal(body.shots[0].size, 100)
  })
  it('is the same in every representation', async () => {
    for (const accept of ['application/hal+json', 'application/xml']) {
      const { status, text } = await ada.request('GET', `${below}/${shot.id}`, { headers: { accept } })
      assert.equal(status, 200)
      assert.ok(text.includes(`${below}/${shot.id}/image`), text)
    }
    const { text } = await ada.request('GET', below, { headers: { accept: 'text/csv' } })
    assert.match(text, /^id,albumId,image\.name,image\.type,image\.bytes,image\.digest,image\.url,createdAt/)
    assert.ok(text.includes(`${below}/${shot.id}/image`))
  })
})

describe('a summary', () => {
  it('shows what a file is, though not everyone may read it', async () => {
    const path = `/api/v1/authors/${author.id}/face`
    const made = await root.request<any>('PUT', path, { body: png, headers: { 'content-type': 'image/png' } })
    assert.deepEqual([made.status, made.body.url], [201, path])
    const { body } = await ada.request<any>('GET', `/api/v1/albums/${album.id}?expand=author`)
    assert.deepEqual(Object.keys(body.author), ['name', 'face'])
    assert.equal(body.author.face.url, path)
    assert.equal((await ada.request('GET', path)).status, 404)
  })
})

describe('code', () => {
  it('keeps a file by writing what it read, and takes it away by null', async () => {
    const path = `${below}/${shot.id}`
    const kept = await ada.request<any>('POST', `${path}/crop`)
    assert.deepEqual([kept.status, kept.body.image.bytes], [200, 100], kept.text)
    assert.equal((await ada.request('GET', `${path}/image`)).status, 200)
    const cleared = await ada.request<any>('POST', `${path}/clear`)
    assert.deepEqual([cleared.status, cleared.body.image], [200, null])
    assert.equal((await ada.request('GET', `${path}/image`)).status, 404)
  })
  it('cannot give a row the file of another', async () => {
    await put(`${below}/${shot.id}/image`)
    const { status } = await ada.request('POST', `${below}/copy`, { body: { from: shot.id } })
    assert.equal(status, 500)
    assert.equal((await ada.request('GET', `${below}/${shot.id}/image`)).status, 200)
  })
})
