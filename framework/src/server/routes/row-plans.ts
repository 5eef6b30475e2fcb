import type { Verb, VerbRoute } from '../../declaration/resource/verb.ts'
import { andThen } from '../../kernel/values/awaitable.ts'
import { authorize } from '../pipeline/authorize.ts'
import { decode, decodeQuery } from '../pipeline/decode.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { identify } from '../pipeline/identify.ts'
import { load, loadShown } from '../pipeline/load.ts'
import { checkByKey, decodeByKey, loadByKey, representByKey, validateByKey } from '../pipeline/natural-key.ts'
import { negotiate } from '../pipeline/negotiate.ts'
import { patchPrecondition, toldByPatch } from '../pipeline/patch.ts'
import { precondition } from '../pipeline/precondition.ts'
import { representItem, representNothing, representPage, representResult } from '../pipeline/represent.ts'
import type { Stage } from '../pipeline/stage.ts'
import { receiveForm } from '../pipeline/uploads.ts'
import { checkDeletion, prepareWrite, validateInput, validateValues } from '../pipeline/validate.ts'
import { action } from '../verbs/action.ts'
import { create } from '../verbs/create.ts'
import { deleteRow } from '../verbs/delete.ts'
import { list } from '../verbs/list.ts'
import { replace } from '../verbs/replace.ts'
import { update } from '../verbs/update.ts'
import { upsert } from '../verbs/upsert.ts'
import type { Plan } from './plan.ts'

/** What nearly every verb begins with. */
export const always = { identify, negotiate, decode } as const

// Slow work is done once, before the transaction; only the judgement itself can be needed again inside it.
export const checkValues: Stage = (exchange) => {
  if (exchange.awaitsForm) return checkForm(exchange)
  return andThen(validateValues(exchange), () => prepareWrite(exchange))
}

async function checkForm(exchange: Exchange): Promise<void> {
  await receiveForm(exchange)
  await validateValues(exchange)
  await prepareWrite(exchange)
}

const write: Plan = {
  ...always,
  load,
  authorize,
  validate: checkValues,
  validateAgain: validateValues,
  precondition,
}

const readQuery: Plan = { ...always, authorize, execute: list, represent: representPage }

/** The verbs of one row, or of a collection as a whole. */
export const rowPlans = {
  list: ({ method }) => (method === 'QUERY' ? { ...readQuery, decode: decodeQuery } : readQuery),
  read: () => ({ ...always, load: loadShown, precondition, represent: representItem }),
  create: () => ({
    ...always,
    authorize,
    validate: checkValues,
    validateAgain: validateValues,
    precondition,
    execute: create,
    represent: representItem,
  }),
  replace: () => ({ ...write, execute: replace, represent: representItem }),
  update: () => ({
    ...write,
    validate: toldByPatch(checkValues),
    precondition: patchPrecondition,
    execute: toldByPatch(update),
    represent: representItem,
  }),
  upsert: () => ({
    ...write,
    decode: decodeByKey,
    load: loadByKey,
    validate: checkByKey,
    validateAgain: validateByKey,
    execute: upsert,
    represent: representByKey,
  }),
  delete: () => ({
    ...always,
    load,
    authorize,
    validate: checkDeletion,
    precondition,
    execute: deleteRow,
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
} as const satisfies { readonly [V in Verb]?: (route: VerbRoute) => Plan }
