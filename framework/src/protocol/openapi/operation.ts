import type { AppliedLimit } from '../../declaration/resource/rate-limit.ts'
import type { Model, Models } from '../../declaration/resource/model.ts'
import { isOnMany } from '../../declaration/resource/many-verbs.ts'
import { showsRow, type Verb, type VerbRoute } from '../../declaration/resource/verb.ts'
import { TooManyRequests } from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import {
  toItemParameters,
  toListParameters,
  toKeyParameters,
  toManyParameters,
  toQueryUrlParameters,
} from '../query/parameters.ts'
import type { Representation } from '../representation/representation.ts'
import { describeAccess, toAccess } from './access.ts'
import type { ComponentNames } from './component-names.ts'
import { toHeaderParameters } from './header-parameters.ts'
import type { OpenApiObject, Operation } from './openapi-object.ts'
import { toOperationId, toSummary } from './operation-words.ts'
import { runsNestedHooks, toNestedProblems } from './nested-rows.ts'
import { toPossibleProblems } from './possible-problems.ts'
import type { ProblemResponses } from './problem-responses.ts'
import { toRequestBody } from './request-body.ts'
import { toSuccessResponses } from './success-responses.ts'

/** What an operation is made of. */
export interface OperationContext {
  readonly route: VerbRoute
  readonly model: Model
  readonly models: Models
  readonly names: ComponentNames
  readonly collection: string
  readonly securitySchemes: Readonly<Record<string, OpenApiObject>>
  readonly problems: ProblemResponses
  /** What counts its requests. */
  readonly limits: readonly AppliedLimit[]
  readonly representations: readonly Representation[]
}

/** The Operation Object of one verb of one resource. */
export function toOperation(context: OperationContext): Operation {
  const { route, model, names, securitySchemes } = context
  const requestBody = toRequestBody(route, model, names)
  return {
    operationId: toOperationId(route, model, names.row),
    summary: toSummary(route, model),
    // Of a list the rule of reads says no more than that nobody lists what they may not read.
    description: describeAccess(route.verb === 'list' ? model.access.list : route.rule, route),
    tags: [model.name],
    ...toAccess(route, securitySchemes),
    parameters: [...toHeaderParameters(route, model), ...toShownParameters(route, model)] as OpenApiObject[],
    ...(requestBody && { requestBody }),
    responses: { ...toSuccessResponses(context), ...toProblems(context) },
  }
}

function toShownParameters(route: VerbRoute, model: Model): readonly object[] {
  if (route.method === 'QUERY') return toQueryUrlParameters(model)
  if (route.verb === 'list') return toListParameters(model)
  if (route.verb === 'upsert') return toKeyParameters(model)
  if (isOnMany(route)) return toManyParameters(model, showsRow(route))
  return showsRow(route) ? toItemParameters(model) : []
}

function toProblems({ route, model, models, securitySchemes, problems, limits }: OperationContext) {
  const schemes = Object.values(securitySchemes)
  const declared: readonly ProblemType[] = route.action?.problems ?? []
  const own = limits.length > 0 ? [TooManyRequests, ...declared] : declared
  const context = { route, model, models, schemes }
  const possible = [...toPossibleProblems(context), ...toNestedProblems(context), ...own]
  return problems.toResponses(
    [...new Set(possible)],
    !(hasUnknownProblems(route, model) || runsNestedHooks(context)),
  )
}

/** Code of the user's own may throw problems that were not declared. */
function hasUnknownProblems({ verb, action }: VerbRoute, { hooks, upsert }: Model): boolean {
  if (action !== undefined) return action.problems === undefined || hooks.length > 0
  const hooked = new Set(hooks.map((hook) => hook.verb))
  const runs: Partial<Record<Verb, readonly Verb[]>> = {
    upsert: ['update', 'create'],
    replace: upsert ? ['update', 'create'] : ['update'],
    // Links are changes of the row.
    putLink: ['update'],
    deleteLink: ['update'],
    updateMany: ['update'],
    deleteMany: ['delete'],
    writeFile: ['update'],
    removeFile: ['update'],
  }
  return (runs[verb] ?? [verb]).some((run) => hooked.has(run as never))
}
