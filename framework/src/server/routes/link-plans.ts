import type { Verb } from '../../declaration/resource/verb.ts'
import { authorize } from '../pipeline/authorize.ts'
import { checkMatching, loadEnds, loadLink } from '../pipeline/linked.ts'
import { precondition } from '../pipeline/precondition.ts'
import { representLink, representNothing } from '../pipeline/represent.ts'
import type { Stage } from '../pipeline/stage.ts'
import { prepareWrite, validateInput } from '../pipeline/validate.ts'
import { link, unlink } from '../verbs/link.ts'
import type { Plan } from './plan.ts'
import { always } from './row-plans.ts'

const checkLink: Stage = async (exchange) => {
  await validateInput(exchange)
  checkMatching(exchange)
  await prepareWrite(exchange)
}

/** The verbs of a link between two rows. */
export const linkPlans = {
  readLink: () => ({ ...always, load: loadLink, precondition, represent: representLink }),
  putLink: () => ({
    ...always,
    load: loadEnds,
    authorize,
    validate: checkLink,
    precondition,
    execute: link,
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
} as const satisfies { readonly [V in Verb]?: () => Plan }
