import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import { isNever } from '../../condition/condition.ts'
import { toCondition } from '../../policy/decide.ts'
import { anonymous } from '../../policy/principal.ts'
import { pathOf, type Model } from '../model.ts'

/** A policy must not be one that anybody passes by: the rule of `create` comes first. */
export function checkSignUp(model: Model): DeclarationFault[] {
  const { signUp, access } = model
  const isBypassed =
    signUp !== undefined && signUp.policy !== 'open' && !isNever(toCondition(access.create, anonymous, 0))
  if (!isBypassed) return []
  return [
    {
      path: `${pathOf(model)}.access.create`,
      message: `lets anybody make users, whatever the sign-up policy ${signUp.policy} says`,
      remedy: "write who makes them without it, such as hasRole('admin')",
    },
  ]
}
