import type { Property } from '../../declaration/resource/model.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import { RefusedFile, type UploadedFile } from '../../declaration/schema/kinds/file.ts'
import { removeAll, isKept } from '../../engine/files/keep-files.ts'
import { readMultipart } from '../../engine/files/read-multipart.ts'
import { mostBytesOf, receiveFile, type SentFile } from '../../engine/files/receive-file.ts'
import { fileFieldsOf } from '../../engine/files/stored-files.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { headerOf } from '../../protocol/message/message.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { Exchange } from './exchange.ts'
import { withoutUnknown } from './prefer.ts'

/** What headers, boundaries and line breaks of a form may come to, in bytes. */
const frame = 65_536

/** Reads a multipart form as the body; its files are kept at once, and removed again unless a row gets them. */
export async function receiveForm(exchange: Exchange): Promise<void> {
  const { request, route } = exchange
  const fields = route.verb.action === undefined ? fileFieldsOf(route.model) : []
  const written = fields.filter(({ definition }) => !definition.readOnly)
  const limit = written.reduce((sum, field) => sum + mostBytesOf(field), route.api.bodyLimit + frame)
  const { entries, files } = await readMultipart({
    contentType: headerOf(request, 'content-type')!,
    body: request.openBody(limit),
    textLimit: route.api.bodyLimit,
    receive: (name) => {
      const field = fields.find((each) => each.name === name)
      return field && ((file) => receive(exchange, field, file))
    },
  })
  const body = new Map<string, unknown>(Object.entries(route.readForm!(entries)))
  // Twice where it may stand once: a list, which no file can be.
  for (const [name, file] of files) body.set(name, body.has(name) ? [body.get(name), file] : file)
  exchange.body = withoutUnknown(exchange, Object.fromEntries(body))
}

const unwritable = new InvalidValue('read_only', 'is read-only and cannot be sent')

/** Keeps a file that a client sends; removed again unless a row gets it. */
export async function receive(exchange: Exchange, field: Property, sent: SentFile): Promise<UploadedFile> {
  if (field.definition.readOnly) return new RefusedFile(unwritable)
  const file = await receiveFile(exchange.route.api.files!, exchange.route.model, field, sent)
  if (file.key() !== '') (exchange.uploads ??= []).push(file)
  return file
}

/** Answers a request that may bring files, and removes those that no row has got. */
export async function settleUploads(
  exchange: Exchange,
  answer: () => Awaitable<HttpReply>,
): Promise<HttpReply> {
  try {
    return await answer()
  } finally {
    const { files, events } = exchange.route.api
    const left = (exchange.uploads ?? []).filter((file) => !isKept(file))
    await removeAll(
      files!,
      left.map((file) => file.key()),
      events,
    )
  }
}
