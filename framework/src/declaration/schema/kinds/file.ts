import type { FieldDefinition } from '../field.ts'
import type { JsonSchema } from '../json-schema.ts'
import { InvalidValue, type Kind } from '../kind.ts'

/** What a row shows of a file: what it is and where it is read, never where it is kept. */
export interface FileValue {
  /** As who sent it calls it. */
  readonly name: string
  /** Its media type, in lower case and without parameters. */
  readonly type: string
  /** How many bytes it has. */
  readonly bytes: number
  /** SHA-256 of its bytes, in hexadecimal digits. */
  readonly digest: string
  /** Where it is read: a path from the root of the server. */
  readonly url: string
}

/** Most bytes of a file whose field does not say. */
export const mostFileBytes = 10 * 1024 * 1024

/** What is known of a file that was received. */
export type ReceivedFile = Omit<FileValue, 'url'>

/** A file that was received and is to be written into a row: its key leaves this object for the store alone. */
export class UploadedFile implements ReceivedFile {
  readonly name: string
  readonly type: string
  readonly bytes: number
  readonly digest: string
  readonly #key: string

  constructor({ name, type, bytes, digest }: ReceivedFile, key: string) {
    this.name = name
    this.type = type
    this.bytes = bytes
    this.digest = digest
    this.#key = key
  }

  /** Where its bytes are kept. A method, so that nothing that copies or writes out an object takes it along. */
  key(): string {
    return this.#key
  }
}

/** A file that was not kept, and why: refused together with all else that is wrong with a body. */
export class RefusedFile extends UploadedFile {
  readonly #reason: InvalidValue

  constructor(reason: InvalidValue) {
    super({ name: 'refused', type: 'application/octet-stream', bytes: 0, digest: '0'.repeat(64) }, '')
    this.#reason = reason
  }

  reason(): InvalidValue {
    return this.#reason
  }
}

/** The text of a file's column, which has its key. */
export function toKeptFile(file: UploadedFile): string {
  const { name, type, bytes, digest } = file
  return JSON.stringify({ name, type, bytes, digest, key: file.key() })
}

/** A file as its column keeps it. */
export function parseKeptFile(kept: ReceivedFile & { readonly key: string }): UploadedFile {
  return new UploadedFile(kept, kept.key)
}

/** Whether what was sent is what a row shows of its file. */
export function isSameFile(sent: unknown, shown: unknown): boolean {
  if (typeof sent !== 'object' || typeof shown !== 'object' || sent === null || shown === null) return false
  const names = new Set([...Object.keys(sent), ...Object.keys(shown)])
  return [...names].every((name) => Reflect.get(sent, name) === Reflect.get(shown, name))
}

const members = {
  name: { type: 'string', maxLength: 255, description: 'As who sent it calls it.' },
  type: { type: 'string', maxLength: 255, description: 'Its media type.' },
  bytes: { type: 'integer', minimum: 0, description: 'How many bytes it has.' },
  digest: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of its bytes.' },
} as const satisfies Record<string, JsonSchema>

const url: JsonSchema = { type: 'string', format: 'uri-reference', description: 'Where it is read.' }

/** Bytes kept outside of the database; a body in JSON can only keep a file or take it away. */
export const file: Kind = {
  column: 'file',
  operators: ['null'],
  sortable: false,
  toSchema: (definition, direction) => ({
    type: 'object',
    ...(direction === 'in' && { description: describeSent(definition) }),
    properties: { ...members, url },
    required: [...Object.keys(members), ...(direction === 'out' ? ['url'] : [])],
    additionalProperties: false,
  }),
  normalize: (value) => (value instanceof RefusedFile ? value.reason() : value),
  parse: () => new InvalidValue('not_filterable', 'cannot be filtered'),
}

function describeSent({ optional }: FieldDefinition): string {
  const removed = optional ? ', or null' : ''
  return `The file as it was read${removed}; a new one is uploaded in a multipart form, or by PUT to its own address.`
}

/** Whether a media type is one of those a file may have. */
export function isTypeAllowed(type: string, { types }: FieldDefinition): boolean {
  if (types === undefined) return true
  return types.some((allowed) =>
    allowed.endsWith('/*') ? type.startsWith(allowed.slice(0, -1)) : allowed === type,
  )
}
