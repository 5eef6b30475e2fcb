import { createDecision } from '../../declaration/policy/decision.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { nestedRowsOf } from '../../declaration/resource/nested-rows.ts'
import { toCollectionPath } from '../../declaration/resource/nesting.ts'
import {
  scopesOf,
  takesIdempotencyKey,
  toNestedRowVerbs,
  verbsOf,
  type Verb,
  type VerbRoute,
} from '../../declaration/resource/verb.ts'
import { fileFieldsOf } from '../../engine/files/stored-files.ts'
import { cachingOf } from '../../protocol/conditional/cache-control.ts'
import { Addresses } from '../../protocol/representation/addresses.ts'
import { offeredOf } from '../../protocol/representation/offered.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import type { NestedRows } from '../pipeline/children.ts'
import { wrapStage, type Feature } from '../pipeline/feature.ts'
import { createLimitStages } from '../pipeline/limit.ts'
import { createRowsAbove } from '../pipeline/place.ts'
import { knownMembersOf, preferring } from '../pipeline/prefer.ts'
import { mayBeOld, readFromReplica } from '../pipeline/read-from-replica.ts'
import { replayOr } from '../pipeline/replay.ts'
import type { ResourceRoute } from '../pipeline/resource-route.ts'
import { stageNames, type Stage, type StageName } from '../pipeline/stage.ts'
import { createReaders } from './body-readers.ts'
import { toListable } from './many-plans.ts'
import { judgingOf, type Plan } from './plan.ts'
import { planOf } from './plan-of.ts'

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
  const plan: Plan = { ...planOf(model, verb), ...createLimitStages(api.limiter, model, verb) }
  const isFromReplica = api.store.replicas !== undefined && mayBeOld.has(verb.verb)
  const stagesOf = (names: readonly StageName[]): readonly Stage[] =>
    names.flatMap((name) => {
      const first = name === 'load' && isFromReplica ? [readFromReplica] : []
      const stage = plan[name]
      if (stage === undefined) return first
      const whole = name === 'represent' ? preferring(stage, model, verb) : stage
      return [...first, wrapStage(name, whole, features)]
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
    above: createRowsAbove(model, verb.nesting),
    scopes: scopesOf(verb),
    nested: nests ? createNestedRows(api, model, verb, prefix) : [],
    stages: takesIdempotencyKey(verb) ? toReplayed(stagesOf, features) : stagesOf(stageNames),
    judging: judgingOf(plan),
    listable: toListable(model, verb),
    allowed: createDecision(verb.rule),
    making: verb.making && createDecision(verb.making),
    signUp: verb.signUp && api.identity?.signUp,
    readable: createDecision(model.access.read),
    bringsFiles: mayBringFiles.has(verb.verb) && fileFieldsOf(model).length > 0,
    ...createReaders(api, model, verb),
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
