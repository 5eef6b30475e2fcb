// An API whose rows have files, asked over a socket; every answer is checked against its document.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import {
  anonymous,
  anyone,
  anyOf,
  createApi,
  directory,
  field,
  hasRole,
  isOwner,
  listen,
  resource,
  type FileStore,
} from '../../src/index.ts'
import { createResponseChecker } from '../../src/tooling/testing/response-checker.ts'
import type { Authenticator } from '../../src/identity.ts'
import { always } from '../../src/declaration/condition/condition.ts'
import { openTestDatabase, openTestStore } from '../../src/tooling/testing/test-store.ts'

export const users = resource('users', {
  fields: { username: field.text() },
  access: { read: anyone(), create: anyone() },
})

/** Everything a file can be: of some types, of any, required, hidden, guarded, read-only. */
export const pictures = resource('pictures', {
  fields: {
    title: field.text().min(1).max(20).unique(),
    size: field.integer().optional(),
    ownerId: field.owner('users'),
    photo: field.file({ types: ['image/*'], maxBytes: 100_000 }).optional(),
    notes: field.file({ maxBytes: 3_000_000 }).optional(),
    contract: field
      .file({ types: ['application/pdf'] })
      .visible(hasRole('admin'))
      .optional(),
    seal: field.file().writable(hasRole('admin')).optional(),
    stamp: field.file().readOnly().optional(),
  },
  access: {
    list: anyone(),
    read: anyone(),
    create: hasRole('member'),
    update: anyOf(isOwner('ownerId'), hasRole('admin')),
    delete: anyOf(isOwner('ownerId'), hasRole('admin')),
  },
  filter: ['photo', 'title'],
  forms: true,
  upsert: true,
})

/** Rows that cannot be without their file; not everyone sees them. */
export const passports = resource('passports', {
  fields: { number: field.text(), ownerId: field.owner('users'), scan: field.file({ types: ['image/png'] }) },
  access: anyOf(isOwner('ownerId'), hasRole('admin')),
  forms: true,
  ifMatch: 'required',
})

/** A folder that goes when the tests of the file are done. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-files-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The keys of all files in a folder, those not finished included. */
export const keysIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()

export const png = (size = 100): Buffer =>
  Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(size - 8, 7)])

export const pdf = Buffer.from('%PDF-1.7\n%%EOF')

/** Who asks: known by `Authorization: Test ada`. */
export type Acting = 'anonymous' | 'ada' | 'bob' | 'root'

export const ids = {
  ada: '019c8a4e-7b40-7000-8000-00000000000a',
  bob: '019c8a4e-7b40-7000-8000-00000000000b',
  root: '019c8a4e-7b40-7000-8000-00000000000c',
} as const

const authenticator: Authenticator = {
  name: 'test',
  challenge: 'Test realm="test"',
  scheme: { type: 'http', scheme: 'test' },
  authenticate({ headers }) {
    const name = String(headers['authorization'] ?? '').replace('Test ', '')
    if (!(name in ids)) return undefined
    const roles = ['member', ...(name === 'root' ? ['admin'] : [])]
    return {
      ...anonymous,
      kind: 'user',
      id: ids[name as keyof typeof ids],
      username: name,
      roles,
      scopes: 'all',
    }
  },
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  readonly json: any
}

export interface Asked {
  readonly as?: Acting
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface GalleryOptions {
  readonly files?: FileStore
  readonly folder?: string
  /** Shared with other processes. Default: one of its own. */
  readonly database?: string
  readonly bodyLimit?: number
  readonly requestTimeout?: number
  readonly onStatement?: (text: string) => void
}

export type Gallery = Awaited<ReturnType<typeof openGallery>>

/** An API of files, not yet served. */
export function createGallery(files: FileStore, options: GalleryOptions = {}, failures: unknown[] = []) {
  const listening = options.onStatement && { onStatement: options.onStatement }
  return createApi({
    store:
      options.database === undefined
        ? openTestStore(listening)
        : openTestDatabase(options.database, listening),
    resources: [users, pictures, passports],
    files,
    identity: {
      users: 'users',
      resources: [],
      endpoints: [],
      authenticators: [authenticator],
      start: async () => {},
    },
    ...(options.bodyLimit !== undefined && { bodyLimit: options.bodyLimit }),
    events: {
      emit(name, event) {
        if (name === 'request.failed') failures.push((event as { error: unknown }).error)
        if (name === 'warning') failures.push(event)
      },
    },
  })
}

/** Opens a gallery, which closes when the tests of the file are done. */
export async function openGallery(options: GalleryOptions = {}) {
  const failures: unknown[] = []
  const folder = options.folder ?? makeFolder()
  const api = createGallery(options.files ?? directory(folder), options, failures)
  const server = await listen(api, {
    port: 0,
    ...(options.requestTimeout !== undefined && { requestTimeout: options.requestTimeout }),
  })
  after(() => server.close())
  await addUsers(api)
  const check = createResponseChecker(api.document())
  const ask = async (method: string, path: string, asked: Asked = {}): Promise<Reply> => {
    const { as = 'ada', body, headers } = asked
    const isRaw =
      typeof body === 'string' ||
      body instanceof Uint8Array ||
      body instanceof FormData ||
      body instanceof ReadableStream
    const response = await fetch(server.url + path, {
      method,
      headers: {
        ...(as !== 'anonymous' && { authorization: `Test ${as}` }),
        ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isRaw ? (body as never) : JSON.stringify(body) }),
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    } as RequestInit)
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = bytes.toString()
    check({ method, url: path, status: response.status, headers: response.headers, body: text })
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== ''
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      json: isJson ? JSON.parse(text) : undefined,
    }
  }
  let count = 0
  return {
    api,
    ask,
    check,
    failures,
    folder,
    url: server.url,
    /** Makes a picture of Ada's; fails the test when that is refused. */
    async make(parts: Readonly<Record<string, string | Blob>> = {}, as: Acting = 'ada') {
      const form = toForm({ title: `Picture ${(count += 1)}`, ...parts })
      const reply = await ask('POST', '/pictures', { body: form, as })
      assert.equal(reply.status, 201, reply.bytes.toString())
      return reply.json
    },
  }
}

/** A multipart form of texts and files. */
export function toForm(parts: Readonly<Record<string, string | Blob>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, value)
  }
  return form
}

/** A file as browsers send them. */
export const toFile = (bytes: Uint8Array | string, name = 'photo.png', type = 'image/png'): File =>
  new File([bytes as never], name, { type })

async function addUsers({
  context: { store, models },
  start,
}: ReturnType<typeof createGallery>): Promise<void> {
  await start()
  const selection = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const
  const accounts = models.get('users')!
  for (const [username, id] of Object.entries(ids)) {
    if ((await store.find(accounts, { id, where: always, selection })) === undefined)
      await store.insert(accounts, { id, values: { username }, at: '2030-01-01T00:00:00.000Z' }, selection)
  }
}

/** The codes of a problem's errors with their places. */
export const faultsOf = ({ json }: Reply): string[] =>
  ((json?.errors ?? []) as { pointer?: string; header?: string; code: string }[]).map(
    ({ pointer, header, code }) => `${pointer ?? header ?? ''} ${code}`,
  )
