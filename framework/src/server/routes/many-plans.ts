import { toListRule, type Verb, type VerbRoute } from '../../declaration/resource/verb.ts'
import { createDecision, type Decision } from '../../declaration/policy/decision.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { authorize } from '../pipeline/authorize.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { forEachItem, toBodyItems } from '../pipeline/items.ts'
import { decodeMany, loadMany, preconditionMany } from '../pipeline/load-many.ts'
import { patchPrecondition, toldByPatch } from '../pipeline/patch.ts'
import { representItem, representNothing } from '../pipeline/represent.ts'
import { demandJson, representMany } from '../pipeline/represent-many.ts'
import type { Stage } from '../pipeline/stage.ts'
import { checkDeletion, prepareWrite, validateValues } from '../pipeline/validate.ts'
import { create } from '../verbs/create.ts'
import { createMany, deleteMany, updateMany } from '../verbs/many.ts'
import type { Plan } from './plan.ts'
import { always, checkValues } from './row-plans.ts'

const authorizeEach = forEachItem(authorize)
const validatePatches = forEachItem(toldByPatch(validateValues))
const preparePatches = forEachItem(toldByPatch(prepareWrite))
const checkDeletions = forEachItem(checkDeletion)
const checkTests = forEachItem(patchPrecondition)

const patchesPrecondition: Stage = async (exchange) => {
  await preconditionMany(exchange)
  await checkTests(exchange)
}

const each: Plan = { ...always, decode: decodeMany, load: loadMany, authorize: authorizeEach }

/** The verbs of all rows that a filter finds. */
export const manyPlans = {
  updateMany: () => ({
    ...each,
    // Every row is judged before anything slow is done for one of them.
    validate: inTurn(validatePatches, preparePatches),
    validateAgain: validatePatches,
    precondition: patchesPrecondition,
    execute: updateMany(preparePatches),
    represent: representMany,
  }),
  deleteMany: () => ({
    ...each,
    validate: checkDeletions,
    precondition: preconditionMany,
    execute: deleteMany(checkDeletions),
    represent: representNothing,
  }),
} as const satisfies { readonly [V in Verb]?: () => Plan }

const validateNew = inTurn(forEachItem(validateValues), forEachItem(prepareWrite))

/** What a POST does otherwise whose body may be a list. */
export const createManyPlan: Plan = {
  validate: (exchange) =>
    Array.isArray(exchange.body) ? validateList(exchange, exchange.body) : checkValues(exchange),
  execute: (exchange) => (exchange.items === undefined ? create(exchange) : createMany(exchange)),
  represent: (exchange) => (exchange.items === undefined ? representItem(exchange) : representMany(exchange)),
}

async function validateList(exchange: Exchange, bodies: readonly unknown[]): Promise<void> {
  demandJson(exchange)
  exchange.items = toBodyItems(exchange, bodies)
  await validateNew(exchange)
}

function inTurn(...stages: readonly Stage[]): Stage {
  return async (exchange) => {
    for (const stage of stages) await stage(exchange)
  }
}

/** Who may list which rows, for the filter of a write of many. */
export function toListable(model: Model, { verb }: VerbRoute): Decision | undefined {
  return verb in manyPlans ? createDecision(toListRule(model)) : undefined
}
