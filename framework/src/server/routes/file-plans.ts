import type { Verb } from '../../declaration/resource/verb.ts'
import { authorize } from '../pipeline/authorize.ts'
import { decode } from '../pipeline/decode.ts'
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
import { load } from '../pipeline/load.ts'
import { representNothing } from '../pipeline/represent.ts'
import { validateValues } from '../pipeline/validate.ts'
import { update } from '../verbs/update.ts'
import type { Plan } from './plan.ts'
import { always } from './row-plans.ts'

const write: Plan = {
  ...always,
  load,
  authorize,
  validateAgain: validateValues,
  precondition: fileWriteCondition,
  execute: update,
}

/** The verbs of a file at an address of its own. */
export const filePlans = {
  readFile: () => ({
    identify,
    decode,
    load: loadFile,
    precondition: fileReadCondition,
    represent: representFile,
  }),
  writeFile: () => ({ ...write, decode: decodeFile, validate: validateFile, represent: representWritten }),
  removeFile: () => ({
    ...write,
    decode: decodeFileAddress,
    validate: validateRemoval,
    represent: representNothing,
  }),
} as const satisfies { readonly [V in Verb]?: () => Plan }
