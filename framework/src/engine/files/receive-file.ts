import type { Model, Property } from '../../declaration/resource/model.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import {
  isTypeAllowed,
  mostFileBytes,
  RefusedFile,
  UploadedFile,
} from '../../declaration/schema/kinds/file.ts'
import { toFileName } from '../../protocol/files/content-disposition.ts'
import { fitsType, signatureLength } from '../../protocol/files/content-signature.ts'
import { parseFileType } from '../../protocol/files/media-type.ts'
import type { FileStore } from './file-store.ts'
import { ownerOf } from './stored-files.ts'

/** A file on its way in. */
export interface SentFile {
  /** As the client calls it, if it does. */
  readonly name: string | undefined
  readonly contentType: string | undefined
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Most bytes of a file of a field. */
export const mostBytesOf = ({ definition }: Property): number => definition.maxBytes ?? mostFileBytes

/**
 * Keeps a file while it comes, as long as it is what its field takes; else nothing of it is kept, and the file says why.
 * What remains of the bytes then is not read.
 */
export async function receiveFile(
  files: FileStore,
  model: Model,
  field: Property,
  sent: SentFile,
): Promise<UploadedFile> {
  const type = parseFileType(sent.contentType ?? 'application/octet-stream')
  if (type === undefined || !isTypeAllowed(type, field.definition)) return new RefusedFile(wrongType(field))
  const guard = new Guard(type, mostBytesOf(field))
  try {
    const { key, bytes, digest } = await files.write(guard.pass(sent.bytes), ownerOf(model, field))
    return new UploadedFile({ name: toFileName(sent.name, field.name), type, bytes, digest }, key)
  } catch (error) {
    if (guard.refusal === undefined) throw error
    return new RefusedFile(guard.refusal)
  }
}

function wrongType({ definition: { types } }: Property): InvalidValue {
  const detail = types === undefined ? 'must have a media type' : `must be ${types.join(' or ')}`
  return new InvalidValue('unsupported_type', detail)
}

/** Lets bytes pass while they may still be a file of its type and size. */
class Guard {
  readonly #type: string
  readonly #most: number
  #size = 0
  #head: Buffer | undefined = Buffer.alloc(0)
  /** Why it stopped. */
  refusal: InvalidValue | undefined

  constructor(type: string, most: number) {
    this.#type = type
    this.#most = most
  }

  async *pass(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      this.#size += chunk.length
      if (this.#size > this.#most) throw this.#refuse('too_large', `must have at most ${this.#most} bytes`)
      if (this.#head !== undefined) {
        this.#head = Buffer.concat([this.#head, chunk.subarray(0, signatureLength)])
        if (this.#head.length >= signatureLength) this.#checkHead()
      }
      yield chunk
    }
    this.#checkHead()
  }

  #checkHead(): void {
    if (this.#head === undefined) return
    if (!fitsType(this.#head, this.#type))
      throw this.#refuse('wrong_content', `is not what ${this.#type} begins with`)
    this.#head = undefined
  }

  #refuse(code: string, detail: string): InvalidValue {
    return (this.refusal = new InvalidValue(code, detail))
  }
}
