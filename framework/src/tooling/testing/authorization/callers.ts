import { anonymous, type Principal } from '../../../declaration/policy/principal.ts'
import { createUuidV7 } from '../../../kernel/values/uuid-v7.ts'
import { toPrincipal, type Acting } from '../acting.ts'
import type { RequestRaw } from '../test-api.ts'
import { termsOf } from './rule-terms.ts'
import type { TestedApi } from './tested-api.ts'
import type { World } from './world.ts'

/** One kind of caller. */
export interface Caller {
  /** Such as `nobody`, `a stranger` or `role admin`. */
  readonly name: string
  /** Undefined for nobody. */
  readonly acting: Acting | undefined
  readonly principal: Principal
  readonly request: RequestRaw
}

/**
 * Every kind of caller the rules can tell apart: nobody, a stranger to whom no row belongs, each role, a service, some of
 * the users there are, and these with a sign-in of long ago where rules ask for a recent one.
 */
export function createCallers(app: TestedApi, world: World): readonly Caller[] {
  const { roles, hasFreshness } = termsOf(world.models)
  const stranger = createUuidV7(app.clock.now())
  const users = findUsers(app, world).map((id, index): [string, Acting] => [`user ${index + 1}`, { id }])
  const known: readonly (readonly [string, Acting | undefined])[] = [
    ['nobody', undefined],
    ['a stranger', { id: stranger }],
    ['a service', { client: 'a service' }],
    ...roles.map((role) => [`role ${role}`, { id: stranger, roles: [role] }] as const),
    ...users,
    ...(hasFreshness
      ? users.map(
          ([name, acting]) => [`${name}, signed in long ago`, { ...acting, authenticatedAt: null }] as const,
        )
      : []),
  ]
  return known.map(([name, acting]) => createCaller(app, name, acting))
}

export function createCaller(app: TestedApi, name: string, acting: Acting | undefined): Caller {
  return {
    name,
    acting,
    principal: acting === undefined ? anonymous : toPrincipal(acting, app.clock.now()),
    request: acting === undefined ? app.request : app.as(acting).request,
  }
}

const mostUsers = 3

function findUsers({ api: { context } }: TestedApi, world: World): string[] {
  const model = context.models.get(context.identity?.users ?? '')
  return model === undefined
    ? []
    : world
        .rowsOf(model)
        .slice(0, mostUsers)
        .map(({ id }) => String(id))
}
