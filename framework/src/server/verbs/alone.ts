import type { HookVerb } from '../../declaration/resource/hook.ts'
import type { Exchange } from '../pipeline/exchange.ts'

/** Whether a write of the row is all that is to be done: it needs no transaction around it. */
export function isAlone({ route, principal, children, view, signUp }: Exchange, verb: HookVerb): boolean {
  const { api, model } = route
  // What is computed may turn out not to be showable, and then nothing is written.
  const isPlain = children === undefined && view?.finish === undefined && signUp === undefined
  return isPlain && api.work(api.store, principal).isAlone(model, verb)
}
