// multipart/form-data (RFC 7578), read as it comes: texts are gathered, files go on to where they are kept.
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { Busboy as Parser } from '@fastify/busboy'

import type { UploadedFile } from '../../declaration/schema/kinds/file.ts'
import { ContentTooLarge, MalformedBody } from '../../kernel/problem/catalogue.ts'
import type { FormEntry } from '../../protocol/body/form-values.ts'
import { mostMembers, tooMany } from '../../protocol/body/parse-urlencoded.ts'
import type { SentFile } from './receive-file.ts'

/** How a form is read. */
export interface MultipartOptions {
  /** With the boundary. */
  readonly contentType: string
  readonly body: AsyncIterable<Uint8Array>
  /** Most bytes of all values that are no files. */
  readonly textLimit: number
  /** Receives a file, if the member of that name is one. */
  readonly receive: (name: string) => ((file: SentFile) => Promise<UploadedFile>) | undefined
}

/** What a form had, in its order. */
export interface MultipartContent {
  readonly entries: readonly FormEntry[]
  readonly files: readonly (readonly [name: string, file: UploadedFile])[]
}

/** Reads a form to its end; where that cannot be, what was begun is ended before the problem is thrown. */
export async function readMultipart(options: MultipartOptions): Promise<MultipartContent> {
  const reader = new MultipartReader(options)
  try {
    return await reader.read()
  } catch (error) {
    await reader.abandon(error as Error)
    throw error
  }
}

type Busboy = InstanceType<typeof Parser>

class MultipartReader {
  readonly #options: MultipartOptions
  readonly #parser: Busboy
  readonly #failed = Promise.withResolvers<never>()
  readonly #streams = new Set<Readable>()
  readonly #parts: Promise<void>[] = []
  readonly #content: (readonly [name: string, value: string | UploadedFile])[] = []
  #textSize = 0

  constructor(options: MultipartOptions) {
    this.#options = options
    this.#parser = createParser(options.contentType)
    // Whoever waits for it is told; nobody may be waiting yet.
    this.#failed.promise.catch(() => undefined)
  }

  async read(): Promise<MultipartContent> {
    const parser = this.#parser
    const finished = once(parser, 'finish')
    finished.catch(() => undefined)
    parser.on('file', (name: string | undefined, stream, fileName: string | undefined, _encoding, type) => {
      const index = this.#parts.length
      this.#streams.add(stream)
      // It may end badly before anybody reads it, who is then told.
      stream.on('error', () => undefined)
      this.#parts.push(this.#readPart(index, name, stream, fileName, type))
    })
    parser.on('partsLimit', () => this.#failed.reject(tooMany()))
    parser.on('error', (cause) =>
      this.#failed.reject(new MalformedBody({ detail: 'The form is not complete multipart data.', cause })),
    )
    await this.#feed()
    await this.#orFail(finished)
    await this.#orFail(Promise.all(this.#parts))
    return {
      entries: this.#content.filter((part): part is FormEntry => typeof part[1] === 'string'),
      files: this.#content.filter((part) => typeof part[1] !== 'string') as MultipartContent['files'],
    }
  }

  /** Ends what is being received; resolves once nothing of it is left. */
  async abandon(reason: Error): Promise<void> {
    for (const stream of this.#streams) stream.destroy(reason)
    await Promise.allSettled(this.#parts)
  }

  async #feed(): Promise<void> {
    for await (const chunk of this.#options.body) {
      if (!this.#parser.write(chunk)) await this.#orFail(once(this.#parser, 'drain'))
    }
    this.#parser.end()
  }

  #orFail<Value>(work: Promise<Value>): Promise<Value> {
    return Promise.race([this.#failed.promise, work])
  }

  async #readPart(
    index: number,
    name: string | undefined,
    stream: Readable,
    fileName: string | undefined,
    contentType: string,
  ): Promise<void> {
    try {
      if (name === undefined) throw new MalformedBody({ detail: 'A part of the form has no name.' })
      const receive = fileName === undefined ? undefined : this.#options.receive(name)
      const value =
        receive === undefined
          ? await this.#readText(stream)
          : await receive({ name: fileName, contentType, bytes: iterate(stream) })
      // What browsers send for an input where no file was chosen.
      const isNothing = fileName === '' && typeof value !== 'string' && value.bytes === 0
      if (!isNothing) this.#content[index] = [name, value]
    } catch (error) {
      this.#failed.reject(error)
    } finally {
      this.#streams.delete(stream)
      // What was not wanted of it must not hold up the parts that follow.
      stream.resume()
    }
  }

  async #readText(stream: Readable): Promise<string> {
    const chunks: Uint8Array[] = []
    for await (const chunk of iterate(stream)) {
      this.#textSize += chunk.length
      if (this.#textSize > this.#options.textLimit) throw this.#tooLong()
      chunks.push(chunk)
    }
    return toText(chunks)
  }

  #tooLong(): Error {
    const detail = `The values of the form must have at most ${this.#options.textLimit} bytes.`
    return new ContentTooLarge({ detail })
  }
}

const iterate = (stream: Readable): AsyncIterable<Uint8Array> => stream.iterator({ destroyOnReturn: false })

const utf8 = new TextDecoder('utf-8', { fatal: true })

function toText(chunks: readonly Uint8Array[]): string {
  try {
    return utf8.decode(Buffer.concat(chunks))
  } catch (cause) {
    throw new MalformedBody({ detail: 'The form is not UTF-8.', cause })
  }
}

/** Every part comes as a stream: texts are decoded more strictly than the parser would. */
function createParser(contentType: string): Busboy {
  try {
    return new Parser({
      headers: { 'content-type': contentType },
      isPartAFile: () => true,
      limits: { parts: mostMembers, headerPairs: 20, headerSize: 8192 },
    })
  } catch (cause) {
    throw new MalformedBody({ detail: 'The Content-Type of the form has no boundary.', cause })
  }
}
