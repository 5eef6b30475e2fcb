// The stages of a row's file at an address of its own.
import { and } from '../../declaration/condition/condition.ts'
import { matches } from '../../declaration/condition/matches.ts'
import type { Property } from '../../declaration/resource/model.ts'
import { isTypeAllowed, type FileValue, type UploadedFile } from '../../declaration/schema/kinds/file.ts'
import { mostBytesOf } from '../../engine/files/receive-file.ts'
import { findFiles } from '../../engine/files/stored-files.ts'
import {
  ContentTooLarge,
  InternalError,
  NotFound,
  PreconditionFailed,
  RangeNotSatisfiable,
  UnsupportedMediaType,
} from '../../kernel/problem/catalogue.ts'
import { checkCoding } from '../../protocol/body/media-type.ts'
import { demandCondition, evaluateTag, unconditional } from '../../protocol/conditional/preconditions.ts'
import { isRangeFresh, parseRange, type ByteRange } from '../../protocol/files/byte-range.ts'
import { parseFileName, toContentDisposition } from '../../protocol/files/content-disposition.ts'
import { toFileTag } from '../../protocol/files/file-tag.ts'
import { parseFileType } from '../../protocol/files/media-type.ts'
import { headerOf } from '../../protocol/message/message.ts'
import { createView } from '../../protocol/query/view.ts'
import { toItemJson } from '../../protocol/representation/json.ts'
import { toVisibility } from '../../protocol/query/visibility.ts'
import { toPartCaching } from './caching.ts'
import { decode } from './decode.ts'
import type { Exchange } from './exchange.ts'
import { receive } from './uploads.ts'
import { prepareWrite, validateValues } from './validate.ts'

const fieldOf = ({ route }: Exchange): Property => route.model.properties.get(route.verb.file!)!

/** The file of the row, where the caller may see the row and the field: else 404. */
export async function loadFile(exchange: Exchange): Promise<void> {
  const { route, id, readable, session } = exchange
  const { name, definition } = fieldOf(exchange)
  if (id === undefined) throw new NotFound()
  const files = await findFiles(
    session,
    route.model,
    id,
    [name],
    and(readable, toVisibility(definition, exchange)),
  )
  exchange.file = files?.get(name)
  if (exchange.file === undefined) throw new NotFound()
}

/** Conditions on reading a file: 304 or 412. */
export function fileReadCondition(exchange: Exchange): void {
  const { preconditions, file } = exchange
  if (preconditions === unconditional) return
  const evaluation = evaluateTag(preconditions, toFileTag(file!))
  if (evaluation === 'proceed') return
  if (evaluation !== 'notModified') throw evaluation
  exchange.reply = { status: 304, headers: cacheHeaders(exchange, file!), body: null }
}

function cacheHeaders(exchange: Exchange, file: UploadedFile | FileValue): Record<string, string> {
  return { ...toPartCaching(exchange), vary: exchange.route.api.credentialHeaders, etag: toFileTag(file) }
}

/** The bytes of a file, or those asked for. */
export async function representFile(exchange: Exchange): Promise<void> {
  const { request } = exchange
  if (request.method === 'HEAD') {
    exchange.reply = { status: 200, headers: fileHeaders(exchange), body: null }
    return
  }
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const range = rangeOf(exchange)
    const bytes = await exchange.route.api.files!.read(exchange.file!.key(), range)
    if (bytes !== undefined) {
      const headers = fileHeaders(exchange, range)
      exchange.reply = { status: range === undefined ? 200 : 206, headers, body: bytes }
      return
    }
    // Another one took its place since the row was read.
    await loadFile(exchange)
  }
  throw new InternalError({ detail: `The bytes of a file of ${exchange.route.model.name} are gone.` })
}

const mostAttempts = 3

function rangeOf({ request, file }: Exchange): ByteRange | undefined {
  const header = headerOf(request, 'range')
  if (header === undefined || !isRangeFresh(headerOf(request, 'if-range'), toFileTag(file!))) return undefined
  const range = parseRange(header, file!.bytes)
  if (range === 'unsatisfiable') {
    throw new RangeNotSatisfiable({
      detail: `The file has ${file!.bytes} bytes.`,
      headers: { 'content-range': `bytes */${file!.bytes}` },
    })
  }
  return range === 'whole' ? undefined : range
}

function fileHeaders(exchange: Exchange, range?: ByteRange): Record<string, string> {
  const file = exchange.file!
  const length = range === undefined ? file.bytes : range.last - range.first + 1
  return {
    ...cacheHeaders(exchange, file),
    'content-type': file.type,
    'content-length': String(length),
    ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${file.bytes}` }),
    'content-disposition': toContentDisposition(file.name, file.type),
    'accept-ranges': 'bytes',
    // Whatever it is, opened as a page it can do nothing.
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  }
}

/** What is said of a file that comes: 415 or 413 where that is enough to refuse it. */
export async function decodeFile(exchange: Exchange): Promise<void> {
  await decodeFileAddress(exchange)
  const { request } = exchange
  const field = fieldOf(exchange)
  const type = parseFileType(headerOf(request, 'content-type'))
  if (type === undefined || !isTypeAllowed(type, field.definition)) throw refuseType(field)
  checkCoding(request, type)
  const most = mostBytesOf(field)
  if (Number(headerOf(request, 'content-length') ?? 0) > most)
    throw new ContentTooLarge({ detail: `The file must have at most ${most} bytes.` })
}

function refuseType({ definition: { types = ['*/*'] } }: Property): Error {
  const detail = `Send a file with a Content-Type of ${types.join(' or ')}.`
  return new UnsupportedMediaType({ detail, headers: { accept: types.join(', ') } })
}

/** What of the row is answered: this file. */
export async function decodeFileAddress(exchange: Exchange): Promise<void> {
  await decode(exchange)
  const fields = new Set([exchange.route.verb.file!])
  exchange.view = createView(exchange.route.model, exchange, { fields, relations: new Map() })
}

/** Receives the file once nothing but the file itself can be wrong any more. */
export async function validateFile(exchange: Exchange): Promise<void> {
  fileWriteCondition(exchange)
  const { request } = exchange
  const field = fieldOf(exchange)
  const file = await receive(exchange, field, {
    name: parseFileName(headerOf(request, 'content-disposition')),
    contentType: headerOf(request, 'content-type'),
    bytes: request.openBody(mostBytesOf(field)),
  })
  exchange.body = { [field.name]: file }
  await validateValues(exchange)
  await prepareWrite(exchange)
}

/** Taking a file away is writing null; where there is none, there is nothing to take away. */
export async function validateRemoval(exchange: Exchange): Promise<void> {
  const { name } = fieldOf(exchange)
  if (isShown(exchange) && shownFileOf(exchange) === undefined) throw new NotFound()
  exchange.body = { [name]: null }
  await validateValues(exchange)
  await prepareWrite(exchange)
}

/** Conditions on writing a file are about the file, not about its row: 412 or 428. */
export function fileWriteCondition(exchange: Exchange): void {
  const { preconditions, route } = exchange
  const file = shownFileOf(exchange)
  if (file !== undefined) demandCondition(route.model.ifMatch, preconditions)
  if (preconditions === unconditional) return
  // A tag no client has stands for what is not there.
  const evaluation = evaluateTag(preconditions, file === undefined ? '' : toFileTag(file))
  const isAbsent = file === undefined
  if (evaluation instanceof Error) throw evaluation
  if (isAbsent ? preconditions.ifMatch !== undefined : evaluation === 'notModified') throw failed(isAbsent)
}

function failed(isAbsent: boolean): Error {
  const header = isAbsent ? 'If-Match' : 'If-None-Match'
  const detail = 'does not hold for what is there now'
  return new PreconditionFailed({ errors: [{ header, code: 'precondition_failed', detail }] })
}

/** The file the row has, as far as the caller may see it. */
function shownFileOf(exchange: Exchange): FileValue | undefined {
  const file = exchange.row!.values[fieldOf(exchange).name] as FileValue | null
  return file !== null && isShown(exchange) ? file : undefined
}

const isShown = (exchange: Exchange): boolean =>
  matches(toVisibility(fieldOf(exchange).definition, exchange), exchange.row!.values)

/** What was kept: 201 where there was no file before. */
export function representWritten(exchange: Exchange): void {
  const shown = JSON.parse(toItemJson(exchange.found!.json, exchange.view!)) as Record<string, FileValue>
  const file = shown[exchange.route.verb.file!]
  if (file === undefined) {
    exchange.reply = { status: 204, headers: {}, body: null }
    return
  }
  const headers = { ...cacheHeaders(exchange, file), 'content-type': 'application/json; charset=utf-8' }
  const status = shownFileOf(exchange) === undefined ? 201 : 200
  exchange.reply = { status, headers, body: JSON.stringify(file) }
}
