import { toFormTypes, toInputFields, toRowFields } from '../../declaration/resource/form.ts'
import { hasLinkFields, linkFieldsOf } from '../../declaration/resource/link-fields.ts'
import { toSingleVerb } from '../../declaration/resource/many-verbs.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { takesIdempotencyKey, type VerbRoute } from '../../declaration/resource/verb.ts'
import { createFormReader, type FormReader } from '../../protocol/body/form-values.ts'
import { createInputReader } from '../../protocol/body/read-input.ts'
import { createValuesReader, type WriteMode } from '../../protocol/body/read-values.ts'
import { createOutputWriter } from '../../protocol/body/write-output.ts'
import { createPatchReader } from '../../protocol/patch/patch-reader.ts'
import { patchTypes } from '../../protocol/patch/patch-types.ts'
import { passOverLinks } from '../../protocol/representation/pass-over-links.ts'
import { demandIdempotencyKey, parseIdempotencyKey } from '../../protocol/retry/idempotency-key.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import type { ResourceRoute } from '../pipeline/resource-route.ts'

const json = ['application/json'] as const

/** Everything that reads what a request to one verb sends, compiled once. */
export function createReaders(api: ApiContext, model: Model, verb: VerbRoute) {
  return {
    accepts: acceptsOf(model, verb),
    readForm: formReaderOf(model, verb),
    readKey: keyReaderOf(model, verb),
    ...bodyReadersOf(api, model, verb),
  }
}

function keyReaderOf({ idempotency }: Model, verb: VerbRoute): ResourceRoute['readKey'] {
  if (!takesIdempotencyKey(verb)) return undefined
  return idempotency === 'required' ? demandIdempotencyKey : parseIdempotencyKey
}

function acceptsOf(model: Model, { verb, method, action: declared, link }: VerbRoute): readonly string[] {
  if (method === 'QUERY') return json
  const forms = toFormTypes(model)
  if (verb === 'update') return [...patchTypes, ...forms]
  if (link !== undefined) return verb === 'putLink' && hasLinkFields(link.relation) ? json : []
  if (verb === 'updateMany') return patchTypes
  if (verb === 'create' || verb === 'replace' || verb === 'upsert' || declared?.input !== undefined)
    return [...json, ...forms]
  return []
}

function formReaderOf(model: Model, { action: declared }: VerbRoute): FormReader | undefined {
  if (!model.forms) return undefined
  return createFormReader(declared === undefined ? toRowFields(model) : toInputFields(declared))
}

function bodyReadersOf(api: ApiContext, model: Model, { verb, action: declared, link, file }: VerbRoute) {
  const input =
    verb === 'putLink' && hasLinkFields(link!.relation) ? linkFieldsOf(link!.relation) : declared?.input
  const single = toSingleVerb(verb)
  const mode = single === 'create' || single === 'replace' ? single : 'update'
  const isWrite = mode === single || (file !== undefined && verb !== 'readFile')
  const isUpsert = verb === 'replace' && model.upsert
  // What was read may be sent back whole.
  const isLinked = verb !== 'create' && api.representations[0]?.isLinked === true
  const toReader = (readMode: WriteMode) => {
    const read = createValuesReader(model, readMode)
    return isLinked ? passOverLinks(read) : read
  }
  const newMode = verb === 'upsert' ? 'create' : isUpsert ? 'place' : undefined
  return {
    readValues: isWrite ? toReader(mode) : undefined,
    readNewValues: newMode && toReader(newMode),
    readPatch: single === 'update' ? createPatchReader(model, { size: api.bodyLimit }) : undefined,
    readInput: input === undefined ? undefined : createInputReader(input),
    writeOutput: declared?.output === undefined ? undefined : createOutputWriter(declared.output),
  }
}
