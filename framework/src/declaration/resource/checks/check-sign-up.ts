import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import { isNever } from '../../condition/condition.ts'
import { toCondition } from '../../policy/decide.ts'
import { anonymous } from '../../policy/principal.ts'
import type { Model } from '../model.ts'
import type { SignUpDefaults } from '../sign-up.ts'

/** A policy must not be one that anybody passes by, through whatever resource is kept in the table of the users. */
export function checkSignUp(
  { name, access, table }: Model,
  signUp: SignUpDefaults | undefined,
): DeclarationFault[] {
  if (signUp === undefined || signUp.table !== table || signUp.terms.policy === 'open') return []
  if (isNever(toCondition(access.create, anonymous, 0))) return []
  return [
    {
      path: `${name}.access.create`,
      message: `lets anybody make users, whatever the sign-up policy ${signUp.terms.policy} says`,
      remedy: "write who makes them without it, such as hasRole('admin')",
    },
  ]
}
