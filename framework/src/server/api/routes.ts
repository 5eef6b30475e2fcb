import { createDecision } from '../../declaration/policy/decision.ts'
import { linkFieldsOf } from '../../declaration/resource/link-fields.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { toCollectionPath } from '../../declaration/resource/nesting.ts'
import { fileFieldsOf } from '../../engine/files/stored-files.ts'
import { toFormTypes, toInputFields, toRowFields } from '../../declaration/resource/form.ts'
import { createFormReader, type FormReader } from '../../protocol/body/form-values.ts'
import { toSingleVerb } from '../../declaration/resource/many-verbs.ts'
import {
  scopesOf,
  takesIdempotencyKey,
  toNestedRowVerbs,
  verbsOf,
  type LinkPlace,
  type Verb,
  type VerbRoute,
} from '../../declaration/resource/verb.ts'
import { createInputReader } from '../../protocol/body/read-input.ts'
import { createOutputWriter } from '../../protocol/body/write-output.ts'
import { demandIdempotencyKey, parseIdempotencyKey } from '../../protocol/retry/idempotency-key.ts'
import { createPatchReader } from '../../protocol/patch/patch-reader.ts'
import { patchTypes } from '../../protocol/patch/patch-types.ts'
import { createValuesReader, type WriteMode } from '../../protocol/body/read-values.ts'
import { cachingOf } from '../../protocol/conditional/cache-control.ts'
import { Addresses } from '../../protocol/representation/addresses.ts'
import { passOverLinks } from '../../protocol/representation/pass-over-links.ts'
import { offeredOf } from '../../protocol/representation/offered.ts'
import { action } from '../verbs/action.ts'
import { create } from '../verbs/create.ts'
import { deleteRow } from '../verbs/delete.ts'
import { link as joinRows, unlink } from '../verbs/link.ts'
import { list } from '../verbs/list.ts'
import { replace } from '../verbs/replace.ts'
import { upsert } from '../verbs/upsert.ts'
import { update } from '../verbs/update.ts'
import { toListable, toManyJudging, toManyPlan } from './many-plans.ts'
import { andThen } from '../../kernel/values/awaitable.ts'
import { nestedRowsOf } from '../../declaration/resource/nested-rows.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import type { NestedRows } from '../pipeline/children.ts'
import { authorize } from '../pipeline/authorize.ts'
import { decode, decodeQuery } from '../pipeline/decode.ts'
import { wrapStage, type Feature } from '../pipeline/feature.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import {
  decodeFile,
  decodeFileAddress,
  fileReadCondition,
  fileWriteCondition,
  loadFile,
  representFile,
  representWritten,
  validateFile,
  validateRemoval,
} from '../pipeline/file-stages.ts'
import { identify } from '../pipeline/identify.ts'
import { createLimitStages } from '../pipeline/limit.ts'
import { checkMatching, loadEnds, loadLink } from '../pipeline/linked.ts'
import { load, loadShown } from '../pipeline/load.ts'
import { negotiate } from '../pipeline/negotiate.ts'
import { createRowsAbove, loadParent } from '../pipeline/place.ts'
import { patchPrecondition, toldByPatch } from '../pipeline/patch.ts'
import { precondition } from '../pipeline/precondition.ts'
import { knownMembersOf, preferring } from '../pipeline/prefer.ts'
import { checkByKey, decodeByKey, loadByKey, representByKey, validateByKey } from '../pipeline/natural-key.ts'
import { replayOr } from '../pipeline/replay.ts'
import {
  representItem,
  representLink,
  representNothing,
  representPage,
  representResult,
} from '../pipeline/represent.ts'
import type { ResourceRoute } from '../pipeline/resource-route.ts'
import { stageNames, type Stage, type StageName } from '../pipeline/stage.ts'
import { receiveForm } from '../pipeline/uploads.ts'
import { checkDeletion, prepareWrite, validateInput, validateValues } from '../pipeline/validate.ts'

const json = ['application/json'] as const

// Slow work is done once, before the transaction; only the judgement itself can be needed again inside it.
const checkedValues: Stage = (exchange) => {
  if (exchange.awaitsForm) return checkForm(exchange)
  return andThen(validateValues(exchange), () => prepareWrite(exchange))
}

const checkedPatch = toldByPatch(checkedValues)

async function checkForm(exchange: Exchange): Promise<void> {
  await receiveForm(exchange)
  await validateValues(exchange)
  await prepareWrite(exchange)
}

const checkedInput: Stage = async (exchange) => {
  await validateInput(exchange)
  checkMatching(exchange)
  await prepareWrite(exchange)
}

type Plan = Partial<Record<StageName, Stage>>

// What each verb does in each stage; a stage left out has nothing to do for it.
const always = { identify, negotiate, decode } as const
const write: Plan = { ...always, load, authorize, validate: checkedValues, precondition }
const writeFile: Plan = {
  ...always,
  decode: decodeFileAddress,
  load,
  authorize,
  precondition: fileWriteCondition,
  execute: update,
}
const plans: Readonly<Record<VerbRoute['verb'], (route: VerbRoute) => Plan>> = {
  list: ({ method }) => ({
    ...always,
    ...(method === 'QUERY' && { decode: decodeQuery }),
    authorize,
    execute: list,
    represent: representPage,
  }),
  read: () => ({ ...always, load: loadShown, precondition, represent: representItem }),
  create: () => ({
    ...always,
    authorize,
    validate: checkedValues,
    precondition,
    execute: create,
    represent: representItem,
  }),
  replace: () => ({ ...write, execute: replace, represent: representItem }),
  update: () => ({
    ...write,
    validate: checkedPatch,
    precondition: patchPrecondition,
    execute: toldByPatch(update),
    represent: representItem,
  }),
  upsert: () => ({
    ...write,
    decode: decodeByKey,
    load: loadByKey,
    validate: checkByKey,
    execute: upsert,
    represent: representByKey,
  }),
  updateMany: () => always,
  deleteMany: () => always,
  delete: () => ({
    ...always,
    load,
    authorize,
    validate: checkDeletion,
    precondition,
    execute: deleteRow,
    represent: representNothing,
  }),
  readLink: () => ({ ...always, load: loadLink, precondition, represent: representLink }),
  putLink: () => ({
    ...always,
    load: loadEnds,
    authorize,
    validate: checkedInput,
    precondition,
    execute: joinRows,
    represent: representLink,
  }),
  deleteLink: () => ({
    ...always,
    load: loadEnds,
    authorize,
    validate: prepareWrite,
    precondition,
    execute: unlink,
    represent: representNothing,
  }),
  action: ({ on }) => ({
    ...always,
    ...(on === 'row' && { load }),
    authorize,
    validate: validateInput,
    precondition,
    execute: action,
    represent: representResult,
  }),
  readFile: () => ({
    identify,
    decode,
    load: loadFile,
    precondition: fileReadCondition,
    represent: representFile,
  }),
  writeFile: () => ({
    ...writeFile,
    decode: decodeFile,
    validate: validateFile,
    represent: representWritten,
  }),
  removeFile: () => ({ ...writeFile, validate: validateRemoval, represent: representNothing }),
}

/**
 * Every verb of a resource with its stages, ready to run.
 * @param prefix what its address begins with
 */
export function createRoutes(
  api: ApiContext,
  model: Model,
  prefix: string,
  features: readonly Feature[],
): readonly ResourceRoute[] {
  return verbsOf(model).map((verb) => createRoute(api, model, verb, prefix, features))
}

function createRoute(
  api: ApiContext,
  model: Model,
  verb: VerbRoute,
  prefix: string,
  features: readonly Feature[],
  nests = true,
): ResourceRoute {
  const above = createRowsAbove(model, verb.nesting)
  const isNested = above.length > 0 && verb.on === 'collection' && verb.verb !== 'upsert'
  const plan: Plan = {
    ...plans[verb.verb](verb),
    ...(isNested && { load: loadParent }),
    ...toManyPlan(model, verb, checkedValues),
    ...createLimitStages(api.limiter, model, verb),
  }
  const stagesOf = (names: readonly StageName[]): readonly Stage[] =>
    names.flatMap((name) => {
      const stage = plan[name]
      if (stage === undefined) return []
      return [wrapStage(name, name === 'represent' ? preferring(stage) : stage, features)]
    })
  return {
    api,
    model,
    verb,
    representations: offeredOf(verb, api.representations),
    addresses: new Addresses(prefix),
    caching: cachingOf(model, verb.verb),
    collection: prefix + toCollectionPath(model),
    asked: prefix + verb.path,
    above,
    scopes: scopesOf(verb),
    nested: nests ? createNestedRows(api, model, verb, prefix) : [],
    stages: takesIdempotencyKey(verb) ? toReplayed(stagesOf, features) : stagesOf(stageNames),
    judging: toManyJudging(verb) ?? judgingOf(plan),
    listable: toListable(model, verb),
    allowed: createDecision(verb.rule),
    making: verb.making && createDecision(verb.making),
    readable: createDecision(model.access.read),
    bringsFiles: mayBringFiles.has(verb.verb) && fileFieldsOf(model).length > 0,
    accepts: acceptsOf(model, verb),
    readForm: formReaderOf(model, verb),
    readKey: keyReaderOf(model, verb),
    ...readersOf(api, model, verb),
    knownMembers: knownMembersOf(model, verb),
  }
}

const mayBringFiles: ReadonlySet<Verb> = new Set(['create', 'replace', 'update', 'writeFile'])

/** The verbs of the rows that bodies of a verb may hold; those hold no others. */
function createNestedRows(
  api: ApiContext,
  model: Model,
  { verb }: VerbRoute,
  prefix: string,
): readonly NestedRows[] {
  if (verb !== 'create' && verb !== 'replace' && verb !== 'update') return []
  return nestedRowsOf(model).map((relation) => {
    const routes = toNestedRowVerbs(model, relation, verb === 'update' ? 'update' : 'replace')
    const { name, target, field, visible } = relation
    const toRoute = (route: VerbRoute) => createRoute(api, target, route, prefix, [], false)
    return {
      name,
      model: target,
      field,
      visible,
      create: toRoute(routes.create),
      change: toRoute(routes.change),
      remove: toRoute(routes.remove),
    }
  })
}

/** The stage `replay` goes around all that follow it. */
function toReplayed(
  stagesOf: (names: readonly StageName[]) => readonly Stage[],
  features: readonly Feature[],
): readonly Stage[] {
  const [around, last] = [stageNames.indexOf('replay'), stageNames.indexOf('execute')]
  const replay = replayOr(stagesOf(stageNames.slice(around + 1, last)), stagesOf(stageNames.slice(last)))
  return [...stagesOf(stageNames.slice(0, around)), wrapStage('replay', replay, features)]
}

function keyReaderOf({ idempotency }: Model, verb: VerbRoute): ResourceRoute['readKey'] {
  if (!takesIdempotencyKey(verb)) return undefined
  return idempotency === 'required' ? demandIdempotencyKey : parseIdempotencyKey
}

/** What a write does again when the row changed under it: everything that looks at the row. */
function judgingOf(plan: Plan): readonly Stage[] {
  const writesValues = [checkedValues, checkedPatch, validateFile, validateRemoval].some(
    (stage) => stage === plan.validate,
  )
  const own = plan.validate === checkByKey ? validateByKey : undefined
  const validate = writesValues ? validateValues : own
  return [plan.load, plan.authorize, validate, plan.precondition].filter((stage) => stage !== undefined)
}

const hasFields = ({ relation }: LinkPlace): boolean => Object.keys(linkFieldsOf(relation)).length > 0

function acceptsOf(model: Model, { verb, method, action: declared, link }: VerbRoute): readonly string[] {
  if (method === 'QUERY') return json
  const forms = toFormTypes(model)
  if (verb === 'update') return [...patchTypes, ...forms]
  if (link !== undefined) return verb === 'putLink' && hasFields(link) ? json : []
  if (verb === 'updateMany') return patchTypes
  if (verb === 'create' || verb === 'replace' || verb === 'upsert' || declared?.input !== undefined)
    return [...json, ...forms]
  return []
}

function formReaderOf(model: Model, { action: declared }: VerbRoute): FormReader | undefined {
  if (!model.forms) return undefined
  return createFormReader(declared === undefined ? toRowFields(model) : toInputFields(declared))
}

function readersOf(api: ApiContext, model: Model, { verb, action: declared, link, file }: VerbRoute) {
  const input = verb === 'putLink' && hasFields(link!) ? linkFieldsOf(link!.relation) : declared?.input
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
